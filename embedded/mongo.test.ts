import { expect, it } from "vitest";
import { chooseMongo, type MongodProgram, type MongodSources } from "./mongo.ts";

/** Sources of which only those named have a mongod; `asked` tells in which order they were asked. */
function sourcesWith(...having: (keyof MongodSources)[]) {
  const asked: string[] = [];
  const source = (name: keyof MongodSources) => (): Promise<MongodProgram | undefined> => {
    asked.push(name);
    return Promise.resolve(having.includes(name) ? { program: name, description: name } : undefined);
  };
  return {
    asked,
    sources: { onPath: source("onPath"), downloaded: source("downloaded"), download: source("download") },
  };
}

const chosen = async (
  sources: MongodSources,
  ...wishes: ["store" | "mongod" | undefined, "store" | "mongod" | undefined]
) => {
  const choice = await chooseMongo(sources, ...wishes);
  return choice.engine === "mongod" ? choice.mongod.program : "store";
};

it("prefers mongod on PATH, then one downloaded before, then a download, then the store", async () => {
  for (const [having, expected] of [
    [["onPath", "downloaded", "download"], "onPath"],
    [["downloaded", "download"], "downloaded"],
    [["download"], "download"],
    [[], "store"],
  ] as const) {
    expect(await chosen(sourcesWith(...having).sources, undefined, undefined)).toBe(expected);
  }
});

it("asks no further source once one has a mongod", async () => {
  const { sources, asked } = sourcesWith("downloaded", "download");

  await chooseMongo(sources, undefined, undefined);

  expect(asked).toEqual(["onPath", "downloaded"]);
});

it("stays with the store that filled the data folder, without looking for a mongod", async () => {
  const { sources, asked } = sourcesWith("onPath");

  expect(await chosen(sources, undefined, "store")).toBe("store");
  expect(await chosen(sources, "store", "mongod")).toBe("store");
  expect(asked).toEqual([]);
});

it("takes a mongod when it is forced, also over a remembered store", async () => {
  expect(await chosen(sourcesWith("onPath").sources, "mongod", "store")).toBe("onPath");
});

it("refuses to hide data behind the store when the mongod that wrote it is gone", async () => {
  await expect(chosen(sourcesWith().sources, undefined, "mongod")).rejects.toThrow("no longer found");
});

it("refuses when a mongod is forced and none can be had", async () => {
  await expect(chosen(sourcesWith().sources, "mongod", undefined)).rejects.toThrow("MONGO_EMBEDDED=mongod, but");
});
