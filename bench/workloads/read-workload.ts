import { startHttpFloor } from "../floors/http-floor.ts";
import type { Answer, GraphClient } from "../load/graph-client.ts";
import { rotate } from "../load/rotate.ts";
import type { Scene, Workload } from "./workload.ts";

/**
 * A workload of queries that are sent in turn. Their answers are recorded beforehand; afterwards every answer must be the
 * same, byte for byte, and the floor sends the same bytes.
 */
export async function prepareReads(title: string, requests: readonly Buffer[], scene: Scene): Promise<Workload> {
  const answers = await record(requests, scene.client);
  const next = rotate(requests.map((request, index) => ({ request, expected: answers[index]!.body })));
  return {
    title,
    operation: async () => {
      const { request, expected } = next();
      const { status, body } = await scene.client.send(request);
      if (status !== 200 || !body.equals(expected)) throw new Error(`HTTP ${status}: ${excerpt(body)}`);
    },
    floor: await startHttpFloor(requests, answers, scene.concurrency),
  };
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
