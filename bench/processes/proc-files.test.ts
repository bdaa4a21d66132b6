import { expect, it } from "vitest";
import { findTree, parsePss, parseRss, parseStat, type ProcessStat, sumCpu } from "./proc-files.ts";

const line = (name: string) =>
  `4711 (${name}) S 42 4711 4711 0 -1 4194304 120 300 0 0 250 31 7 2 20 0 11 0 8877 1 2 18446744073709551615 1 1 0`;

it("reads parent and CPU from a line of /proc/<pid>/stat", () => {
  expect(parseStat(line("node"))).toEqual({
    pid: 4711,
    parentPid: 42,
    cpuMicros: 2_810_000,
    endedChildrenCpuMicros: 90_000,
  });
});

it("is not led astray by a program's name with brackets, spaces and digits", () => {
  expect(parseStat(line("x) S 1 1 (y z"))).toEqual(parseStat(line("node")));
});

it("refuses what is no such line", () => {
  expect(() => parseStat("")).toThrow("not a line");
  expect(() => parseStat("12 (node) S 42")).toThrow("not a line");
});

it("reads the sizes in bytes and takes no other line for them", () => {
  const rollup = "5591 ---p [rollup]\nRss:  9000 kB\nPss:   1500 kB\nPss_Dirty:   700 kB\nSwapPss:  3 kB\n";
  expect(parsePss(rollup)).toBe(1_536_000);
  expect(parseRss("Name:\tnode\nVmHWM:\t  900 kB\nVmRSS:\t   10 kB\n")).toBe(10_240);
  expect(() => parsePss("")).toThrow("no Pss");
});

const process = (pid: number, parentPid: number, cpuMicros = 0, endedChildrenCpuMicros = 0): ProcessStat => ({
  pid,
  parentPid,
  cpuMicros,
  endedChildrenCpuMicros,
});

it("finds the root and all that descend from it, and nobody else", () => {
  const all = [process(1, 0), process(5, 3), process(3, 2), process(2, 1), process(9, 1), process(4, 2)];
  expect(findTree(all, 2).map(({ pid }) => pid)).toEqual([2, 3, 4, 5]);
  expect(findTree(all, 77)).toEqual([]);
});

it("counts each process once, and those that have ended by the one that waited for them", () => {
  const tree = [process(2, 1, 100, 10), process(3, 2, 20, 3), process(4, 3, 5, 0)];
  expect(sumCpu(tree)).toEqual({ own: 100, descendants: 38 });
  expect(sumCpu([])).toEqual({ own: 0, descendants: 0 });
});
