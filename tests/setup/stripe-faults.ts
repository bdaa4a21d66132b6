import { inject } from "vitest";

/** Switches one of the Stripe stand-in's faults on; `times` says for how many requests or deliveries. */
export async function switchOn(fault: Record<string, string | number>): Promise<void> {
  const response = await fetch(`${inject("stack").stripe}/_control/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fault),
  });
  if (!response.ok) throw new Error(`the fault was refused: ${await response.text()}`);
}

export const switchAllOff = async (): Promise<void> =>
  void (await fetch(`${inject("stack").stripe}/_control/faults`, { method: "DELETE" }));
