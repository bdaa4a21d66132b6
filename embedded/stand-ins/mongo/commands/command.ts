import type { BsonDocument } from "../bson/values.ts";
import type { Catalog } from "../storage/catalog.ts";
import type { CursorTable } from "./cursor-table.ts";

/** What a command runs against. */
export interface CommandContext {
  readonly catalog: Catalog;
  readonly cursors: CursorTable;
  readonly database: string;
  readonly connectionId: number;
  readonly now: () => Date;
}

export interface Command {
  /** Fields of its own that it understands; "any" for handshakes, to which drivers add what they like. */
  readonly fields: readonly string[] | "any";
  /** Fields that may be sent with false, zero or nothing in them, and are refused otherwise. */
  readonly refused?: readonly string[];
  /** Answers with a document, or with one already encoded. Must be synchronous: that is what makes commands atomic. */
  run(context: CommandContext, body: BsonDocument): BsonDocument | Buffer;
}
