import { startHttpFloor } from "../floors/http-floor.ts";
import { type Operation, runLoad } from "../load/closed-loop.ts";
import type { Answer, GraphClient } from "../load/graph-client.ts";
import { rotate } from "../load/rotate.ts";
import type { Scene, Workload } from "./workload.ts";

/** A workload of queries that are sent in turn; the floor sends the same bytes. */
export async function prepareReads(title: string, requests: readonly Buffer[], scene: Scene): Promise<Workload> {
  const { operation, answers } = await readInTurn(requests, scene.client);
  return {
    title,
    run: (load) => runLoad(operation, load),
    floor: await startHttpFloor(requests, answers, scene.concurrency),
  };
}

/** Sends queries in turn. Their answers are recorded now; afterwards every answer must be the same, byte for byte. */
export async function readInTurn(
  requests: readonly Buffer[],
  client: GraphClient,
): Promise<{ operation: Operation; answers: Answer[] }> {
  const answers = await record(requests, client);
  const next = rotate(requests.map((request, index) => ({ request, expected: answers[index]!.body })));
  const operation = async () => {
    const { request, expected } = next();
    const { status, body } = await client.send(request);
    if (status !== 200 || !body.equals(expected)) throw new Error(`HTTP ${status}: ${excerpt(body)}`);
  };
  return { operation, answers };
}

async function record(requests: readonly Buffer[], client: GraphClient): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const request of requests) {
    const answer = await client.send(request);
    const { data, errors } = JSON.parse(answer.body.toString("utf8")) as { data?: unknown; errors?: unknown };
    if (answer.status !== 200 || errors || !data) throw new Error(`HTTP ${answer.status}: ${excerpt(answer.body)}`);
    answers.push(answer);
  }
  return answers;
}

const excerpt = (body: Buffer): string => body.subarray(0, 300).toString("utf8");
