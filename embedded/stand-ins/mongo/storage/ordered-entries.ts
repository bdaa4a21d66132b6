interface Sequenced {
  readonly seq: number;
}
interface Bucket<R> {
  keys: string[];
  records: R[];
}

const MAX_BUCKET_LENGTH = 512;

/**
 * A sorted multimap from key to record, in buckets of at most 512 so that an insert moves little. Entries of one key are
 * ordered by the record's `seq`, which makes every entry findable in logarithmic time however common its key is.
 * Iteration may be interleaved with changes: it goes on from where it was.
 */
export class OrderedEntries<R extends Sequenced> {
  #buckets: Bucket<R>[] = [];
  #changes = 0;

  insert(key: string, record: R): void {
    this.#changes++;
    const at = this.#bucketOf(key, record.seq);
    const bucket = this.#buckets[at] ?? this.#buckets.at(-1);
    if (bucket === undefined) {
      this.#buckets.push({ keys: [key], records: [record] });
      return;
    }
    const position = positionIn(bucket, key, record.seq);
    bucket.keys.splice(position, 0, key);
    bucket.records.splice(position, 0, record);
    if (bucket.keys.length > MAX_BUCKET_LENGTH) this.#split(Math.min(at, this.#buckets.length - 1), bucket);
  }

  remove(key: string, record: R): void {
    const at = this.#bucketOf(key, record.seq);
    const bucket = this.#buckets[at];
    if (bucket === undefined) return;
    const position = positionIn(bucket, key, record.seq);
    if (bucket.keys[position] !== key || bucket.records[position] !== record) return;
    this.#changes++;
    bucket.keys.splice(position, 1);
    bucket.records.splice(position, 1);
    if (bucket.keys.length === 0) this.#buckets.splice(at, 1);
  }

  /** Replaces the content; far quicker than inserting one by one. */
  load(entries: { key: string; record: R }[]): void {
    this.#changes++;
    entries.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.record.seq - b.record.seq));
    this.#buckets = [];
    const step = MAX_BUCKET_LENGTH / 2;
    for (let i = 0; i < entries.length; i += step) {
      const part = entries.slice(i, i + step);
      this.#buckets.push({ keys: part.map((entry) => entry.key), records: part.map((entry) => entry.record) });
    }
  }

  /** The first record of exactly this key. */
  find(key: string): R | undefined {
    const bucket = this.#buckets[this.#bucketOf(key, -1)];
    if (bucket === undefined) return undefined;
    const position = positionIn(bucket, key, -1);
    return bucket.keys[position] === key ? bucket.records[position] : undefined;
  }

  /** How many entries lie between the two keys, both included. */
  count(low: string, high: string): number {
    return Math.max(0, this.#rank(high, Infinity) - this.#rank(low, -1));
  }

  /** Records whose key is between `low` and `high`, both included, in order of key or in reverse. */
  *between(low: string, high: string, reverse = false): Generator<R> {
    let [key, seq] = reverse ? [high, Infinity] : [low, -1];
    for (;;) {
      const seen = this.#changes;
      for (const [entryKey, record] of reverse ? this.#downFrom(key, seq) : this.#upFrom(key, seq)) {
        if (reverse ? entryKey < low : entryKey > high) return;
        key = entryKey;
        seq = reverse ? record.seq : record.seq + 1; // where to go on if the buckets change now
        yield record;
        if (seen !== this.#changes) break;
      }
      if (seen === this.#changes) return;
    }
  }

  /** Entries at or after the position. */
  *#upFrom(key: string, seq: number): Generator<[string, R]> {
    let at = this.#bucketOf(key, seq);
    let position = at < this.#buckets.length ? positionIn(this.#buckets[at]!, key, seq) : 0;
    for (; at < this.#buckets.length; at++, position = 0) {
      const { keys, records } = this.#buckets[at]!;
      for (; position < keys.length; position++) yield [keys[position]!, records[position]!];
    }
  }

  /** Entries before the position, last first. */
  *#downFrom(key: string, seq: number): Generator<[string, R]> {
    let at = Math.min(this.#bucketOf(key, seq), this.#buckets.length - 1);
    let position = at >= 0 ? positionIn(this.#buckets[at]!, key, seq) - 1 : -1;
    for (; at >= 0; at--, position = (this.#buckets[at]?.keys.length ?? 0) - 1) {
      const { keys, records } = this.#buckets[at]!;
      for (; position >= 0; position--) yield [keys[position]!, records[position]!];
    }
  }

  #rank(key: string, seq: number): number {
    const at = this.#bucketOf(key, seq);
    let rank = 0;
    for (let i = 0; i < at; i++) rank += this.#buckets[i]!.keys.length;
    return at < this.#buckets.length ? rank + positionIn(this.#buckets[at]!, key, seq) : rank;
  }

  /** The first bucket whose last entry is not before the position; the number of buckets when there is none. */
  #bucketOf(key: string, seq: number): number {
    let low = 0;
    let high = this.#buckets.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const bucket = this.#buckets[middle]!;
      if (isBefore(bucket, bucket.keys.length - 1, key, seq)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #split(at: number, bucket: Bucket<R>): void {
    // Ascending keys are the usual case (ids made in order): then the left part stays full.
    const middle = at === this.#buckets.length - 1 ? MAX_BUCKET_LENGTH - 16 : bucket.keys.length >>> 1;
    const right = { keys: bucket.keys.splice(middle), records: bucket.records.splice(middle) };
    this.#buckets.splice(at + 1, 0, right);
  }
}

function isBefore<R extends Sequenced>(bucket: Bucket<R>, position: number, key: string, seq: number): boolean {
  const other = bucket.keys[position]!;
  return other < key || (other === key && bucket.records[position]!.seq < seq);
}

function positionIn<R extends Sequenced>(bucket: Bucket<R>, key: string, seq: number): number {
  let low = 0;
  let high = bucket.keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(bucket, middle, key, seq)) low = middle + 1;
    else high = middle;
  }
  return low;
}
