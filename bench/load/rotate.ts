/** Hands the items out in turn, for ever. @throws RangeError for no items. */
export function rotate<Item>(items: readonly Item[]): () => Item {
  if (items.length === 0) throw new RangeError("there is nothing to take in turn");
  let next = 0;
  return () => items[next++ % items.length]!;
}
