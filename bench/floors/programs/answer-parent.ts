import { type Load, type Operation, runLoad } from "../../load/closed-loop.ts";

/** Answers each message of the parent process, and ends when the parent is gone. */
export function answerParent<Message>(answer: (message: Message) => Promise<unknown>): void {
  process.on("disconnect", () => process.exit());
  process.on("message", (message) => {
    answer(message as Message).then(
      (result) => process.send!(result),
      (error: unknown) => {
        process.stderr.write(`bench: a floor failed: ${String(error)}\n`);
        process.exit(1);
      },
    );
  });
}

/** The first message prepares the operation; each later one is a load to run. */
export function answerLoads<Setup>(prepare: (setup: Setup) => Promise<Operation>): void {
  let operation: Operation | undefined;
  answerParent<unknown>(async (message) => {
    if (operation) return runLoad(operation, message as Load);
    operation = await prepare(message as Setup);
    return "ready";
  });
}
