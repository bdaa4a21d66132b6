import type { BsonDocument } from "../bson/values.ts";
import { isDocument, numericOf } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";
import type { ExpressionScope } from "./compile-expression.ts";

/** One step of a pipeline, or several. Documents are plain values and are never changed in place. */
export type Stage = (input: Iterable<BsonDocument>) => Iterable<BsonDocument>;

export interface PipelineEnvironment {
  readonly scope: ExpressionScope;
  /** Plain documents of another collection of the database that match the filter; none if there is no such collection. */
  documentsOf(collection: string, filter: BsonDocument): Iterable<BsonDocument>;
}

export interface StageEnvironment extends PipelineEnvironment {
  /** Compiles a pipeline inside this one, with variables of its own if wanted. */
  compile(stages: readonly unknown[], scope?: ExpressionScope): Stage;
}

export type StageMaker = (specification: unknown, environment: StageEnvironment) => Stage;

export function requireDocument(value: unknown, code: number, message: string): BsonDocument {
  if (isDocument(value)) return value;
  throw new CommandError(code, message);
}

/** A whole number, wherever a stage wants one. */
export function requireWhole(
  value: unknown,
  isAllowed: (number: number) => boolean,
  code: number,
  message: string,
): number {
  const number = Number(numericOf(value));
  if (Number.isInteger(number) && isAllowed(number)) return number;
  throw new CommandError(code, message);
}
