import type { BsonDocument } from "../bson/values.ts";
import { isDocument } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";
import { FIELD_STAGES } from "./field-stages.ts";
import { GROUP_STAGES } from "./group-stages.ts";
import { JOIN_STAGES } from "./join-stages.ts";
import { SELECTION_STAGES } from "./selection-stages.ts";
import type { PipelineEnvironment, Stage, StageEnvironment, StageMaker } from "./stage.ts";

const STAGES: ReadonlyMap<string, StageMaker> = new Map(
  Object.entries({ ...SELECTION_STAGES, ...FIELD_STAGES, ...GROUP_STAGES, ...JOIN_STAGES }),
);

/**
 * Compiles a pipeline; everything wrong with it is found before a document is read.
 *
 * @throws CommandError 40324 for stages that do not exist or that the stand-in lacks, and what each stage says.
 */
export function compilePipeline(stages: readonly unknown[], environment: PipelineEnvironment): Stage {
  const inner: StageEnvironment = {
    ...environment,
    compile: (nested, scope = environment.scope) => compilePipeline(nested, { ...environment, scope }),
  };
  const compiled = stages.map((stage) => {
    const [name, specification] = nameOf(stage);
    return makerOf(name)(specification, inner);
  });
  return (input) => compiled.reduce<Iterable<BsonDocument>>((documents, stage) => stage(documents), input);
}

function nameOf(stage: unknown): [string, unknown] {
  if (!isDocument(stage))
    throw new CommandError("TypeMismatch", "Each element of the 'pipeline' array must be an object");
  const [entry, ...more] = Object.entries(stage);
  if (entry !== undefined && more.length === 0) return entry;
  throw new CommandError(40323, "A pipeline stage specification object must contain exactly one field.");
}

function makerOf(name: string): StageMaker {
  const maker = STAGES.get(name);
  if (maker !== undefined) return maker;
  if (name === "$changeStream")
    throw new CommandError(40573, "The $changeStream stage is only supported on replica sets");
  throw new CommandError(40324, `Unrecognized pipeline stage name: '${name}'`);
}
