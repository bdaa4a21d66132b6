/** Largest message of either direction, as announced to drivers. */
export const MAX_MESSAGE_BYTES = 48_000_000;
const HEADER_BYTES = 16;

/** The peer does not speak the protocol; its connection is closed without an answer. */
export class ProtocolViolation extends Error {
  override readonly name = "ProtocolViolation";
}

/** Cuts a byte stream into messages. Keeps no more than one unfinished message. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #length = 0;

  /**
   * Takes what arrived and gives the messages that are now whole.
   *
   * @throws ProtocolViolation as soon as a header cannot be right.
   */
  *push(chunk: Buffer): Generator<Buffer> {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= 4) {
      const wanted = this.#peekLength();
      if (wanted < HEADER_BYTES || wanted > MAX_MESSAGE_BYTES)
        throw new ProtocolViolation(`a message of ${wanted} bytes`);
      if (this.#length < wanted) return;
      const bytes = Buffer.concat(this.#chunks);
      this.#chunks = bytes.length > wanted ? [bytes.subarray(wanted)] : [];
      this.#length = bytes.length - wanted;
      yield bytes.subarray(0, wanted);
    }
  }

  #peekLength(): number {
    let first = this.#chunks[0] ?? Buffer.alloc(0);
    if (first.length < 4) this.#chunks = [(first = Buffer.concat(this.#chunks))];
    return first.readInt32LE(0);
  }
}
