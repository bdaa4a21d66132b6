import type { BsonDocument } from "../bson/values.ts";
import { numericOf } from "../bson/values.ts";
import { CommandError, NotSupportedByStandIn } from "../mongo.errors.ts";
import type { KeyField } from "../storage/index-keys.ts";

/** Reads a sort document such as `{ price: 1, _id: -1 }`. */
export function readSort(sort: BsonDocument): KeyField[] {
  return Object.entries(sort).map(([name, value]) => {
    if (name.startsWith("$")) throw new NotSupportedByStandIn(`sorting by ${name}`);
    if (typeof value === "object" && value !== null && "$meta" in value)
      throw new NotSupportedByStandIn("sorting by $meta");
    const direction = Number(numericOf(value));
    if (Number.isNaN(direction)) throw new CommandError(15974, `Illegal key in $sort specification: ${name}`);
    if (direction !== 1 && direction !== -1) {
      throw new CommandError(15975, "$sort key ordering must be 1 (for ascending) or -1 (for descending)");
    }
    const path = name.split(".");
    if (path.includes("")) throw new CommandError(15998, "FieldPath field names may not be empty strings.");
    return { path, direction };
  });
}
