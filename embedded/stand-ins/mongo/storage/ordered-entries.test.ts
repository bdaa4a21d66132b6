import { expect, it } from "vitest";
import { OrderedEntries } from "./ordered-entries.ts";

interface Item {
  seq: number;
}

function fill(count: number, keyOf: (i: number) => string): { entries: OrderedEntries<Item>; model: [string, Item][] } {
  const entries = new OrderedEntries<Item>();
  const model: [string, Item][] = [];
  for (let i = 0; i < count; i++) {
    const item = { seq: i };
    entries.insert(keyOf(i), item);
    model.push([keyOf(i), item]);
  }
  model.sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x.seq - y.seq));
  return { entries, model };
}

const scattered = (i: number): string => String((i * 7_919) % 997).padStart(4, "0");

it("gives back what was put in, in order, either way", () => {
  const { entries, model } = fill(5_000, scattered);
  expect([...entries.between("", "~")]).toEqual(model.map(([, item]) => item));
  expect([...entries.between("", "~", true)]).toEqual(model.map(([, item]) => item).reverse());
});

it("finds ranges with both ends included, and counts them", () => {
  const { entries, model } = fill(5_000, scattered);
  for (const [low, high] of [
    ["0100", "0200"],
    ["0500", "0500"],
    ["0996", "2"],
    ["2", "1"],
    ["", "0000"],
  ] as const) {
    const expected = model.filter(([key]) => key >= low && key <= high).map(([, item]) => item);
    expect([...entries.between(low, high)]).toEqual(expected);
    expect([...entries.between(low, high, true)]).toEqual(expected.toReversed());
    expect(entries.count(low, high)).toBe(expected.length);
  }
});

it("removes any entry, also one of thousands with the same key", () => {
  const { entries, model } = fill(5_000, () => "same");
  for (const [key, item] of model.filter((_, i) => i % 3 !== 0)) entries.remove(key, item);
  entries.remove("same", { seq: 3 }); // looks like an entry and is none
  entries.remove("other", model[0]![1]);
  expect([...entries.between("", "~")]).toEqual(model.filter((_, i) => i % 3 === 0).map(([, item]) => item));
  expect(entries.find("same")).toBe(model[0]![1]);
  expect(entries.find("other")).toBeUndefined();
});

it("is the same when loaded at once as when filled one by one", () => {
  const { model } = fill(3_000, scattered);
  const loaded = new OrderedEntries<Item>();
  loaded.load(model.toReversed().map(([key, record]) => ({ key, record })));
  expect([...loaded.between("", "~")]).toEqual(model.map(([, item]) => item));
});

it.each([false, true])("goes on from its place when entries come and go meanwhile (reverse: %s)", (reverse) => {
  const { entries, model } = fill(2_000, scattered);
  const order = reverse ? model.toReversed() : model;
  const seen: Item[] = [];
  for (const item of entries.between("", "~", reverse)) {
    seen.push(item);
    if (seen.length !== 500) continue;
    for (const [key, gone] of order.slice(0, 1_000)) entries.remove(key, gone); // also the one it stands on
    entries.insert(reverse ? "~" : "", { seq: -2 }); // behind it
  }
  expect(seen).toEqual([...order.slice(0, 500), ...order.slice(1_000)].map(([, item]) => item));
});
