/** The `error` member of Stripe's error bodies. */
export interface ErrorBody {
  type: "api_error" | "card_error" | "idempotency_error" | "invalid_request_error";
  message: string;
  code?: string;
  decline_code?: string;
  param?: string;
  charge?: string;
  doc_url?: string;
  payment_intent?: object;
  setup_intent?: object;
  payment_method?: object;
}

/**
 * A request that is refused. Thrown inside a transaction it undoes everything; a refusal that must leave traces (a
 * declined card) is an Answer instead.
 */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly body: ErrorBody;
  /** Refused by its parameters, before anything ran: Stripe does not keep such an answer for its idempotency key. */
  readonly beforeExecution: boolean;

  constructor(status: number, body: ErrorBody, beforeExecution: boolean) {
    super(body.message);
    this.status = status;
    this.body = body;
    this.beforeExecution = beforeExecution;
  }
}

const docUrl = (code: string): string => `https://stripe.com/docs/error-codes/${code.replaceAll("_", "-")}`;

/** 400: a parameter is missing, malformed or not allowed. */
export function badParam(param: string | null, message: string, code?: string): ApiError {
  const coded = code === undefined ? {} : { code, doc_url: docUrl(code) };
  const body: ErrorBody = { type: "invalid_request_error", message, ...coded, ...(param === null ? {} : { param }) };
  return new ApiError(400, body, true);
}

export const missingParam = (param: string): ApiError =>
  badParam(param, `Missing required param: ${param}.`, "parameter_missing");

/** 400: real Stripe has it, this stand-in does not. Said loudly, so that nobody believes it worked. */
export const unsupported = (param: string, what: string): ApiError =>
  badParam(param, `The development stand-in for Stripe does not support ${what}.`, "parameter_unsupported");

/** 404: the object named in the path is not there. */
export const noSuch = (object: string, id: string): ApiError =>
  new ApiError(404, { ...noSuchBody(object, id), param: object === "payment_intent" ? "intent" : "id" }, true);

/** 400: the object named by a parameter is not there. */
export const noSuchParam = (object: string, id: string, param: string): ApiError =>
  new ApiError(400, { ...noSuchBody(object, id), param }, true);

const noSuchBody = (object: string, id: string): ErrorBody => ({
  type: "invalid_request_error",
  code: "resource_missing",
  doc_url: docUrl("resource_missing"),
  message: `No such ${object}: '${id}'`,
});

/** 400: the request is well formed but the object's state forbids it. */
export function badState(code: string | null, message: string, extra: Partial<ErrorBody> = {}): ApiError {
  const coded = code === null ? {} : { code, doc_url: docUrl(code) };
  return new ApiError(400, { type: "invalid_request_error", message, ...coded, ...extra }, false);
}

/** What a request gets. Unlike a thrown ApiError, what was put before it is kept. */
export interface Answer {
  status: number;
  body: object;
}

export const ok = (body: object): Answer => ({ status: 200, body });

/** 402: the card was declined. The failed try itself is kept. */
export const cardRefused = (body: Omit<ErrorBody, "type"> & { code: string }): Answer => ({
  status: 402,
  body: { error: { type: "card_error", doc_url: docUrl(body.code), ...body } },
});
