/** Error codes of MongoDB's own list (`error_codes.yml`), under the names a driver shows as `codeName`. */
const CODES = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  Unauthorized: 13,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  IllegalOperation: 20,
  InvalidBSON: 22,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  NotSingleValueField: 54,
  EmptyFieldName: 56,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  InvalidPipelineOperator: 168,
  CannotIndexParallelArrays: 171,
  InvalidIndexSpecificationOption: 197,
  NotImplemented: 238,
  UnsupportedOpQueryCommand: 352,
  DuplicateKey: 11000,
  BSONObjectTooLarge: 10334,
} as const;

export type ErrorName = keyof typeof CODES;

const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(CODES).map(([name, code]) => [code, name]));

/** A refusal that is answered to the client with MongoDB's code. Codes without a name are `Location<code>`, as in mongod. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly code: number;
  /** Further fields of the answer, such as `keyPattern` of a duplicate key. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorName | number, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = typeof code === "number" ? code : CODES[code];
    this.details = details;
  }

  get codeName(): string {
    return NAMES.get(this.code) ?? `Location${this.code}`;
  }
}

/** Something MongoDB can do and the stand-in cannot: answered by code 238, so that nobody takes silence for success. */
export class NotSupportedByStandIn extends CommandError {
  constructor(what: string) {
    super("NotImplemented", `${what} is not supported by the development stand-in for MongoDB`);
  }
}
