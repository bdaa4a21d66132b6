import { buildSchema, getNamedType, type GraphQLEnumType, type GraphQLSchema, isEnumType, isObjectType } from "graphql";
import type { ClientErrorCode } from "#platform/graphql/error-mapping.ts";
import { code, markdownTable } from "./markdown-table.ts";

interface CodeText {
  meaning: string;
  /** What a client should do about it. */
  advice: string;
}

/** The compiler asks for every code of the closed set here. */
const CLIENT_CODES: Readonly<Record<ClientErrorCode, CodeText>> = {
  UNAUTHENTICATED: {
    meaning: "The access token is missing where one is needed, has run out, or is not ours.",
    advice: "Refresh the session once and repeat; when that fails, too, ask the person to sign in.",
  },
  FORBIDDEN: {
    meaning:
      "The caller may see the thing but not do this to it. What a caller may not see is null instead, as if it were not there.",
    advice: "Do not repeat. Hide or explain the action.",
  },
  BAD_USER_INPUT: {
    meaning: "The request itself is wrong: its document, its variables, or a thing in them that cannot be.",
    advice: "Do not repeat: it is a mistake in the client. The message says which.",
  },
  RATE_LIMITED: {
    meaning: "Too many requests from this caller in a short time.",
    advice: "Wait, then repeat less often.",
  },
  COST_LIMIT: {
    meaning: "The operation asks for more than one request may have.",
    advice: "Ask for smaller pages or fewer nested lists.",
  },
  PERSISTED_QUERY_REQUIRED: {
    meaning: "Only operations known in advance are answered here.",
    advice: "Send the hash of an operation that has been published.",
  },
  SUBGRAPH_UNAVAILABLE: {
    meaning:
      "The part of the platform that owns this field did not answer in time. The other fields of the answer are good.",
    advice:
      "Show the rest. Repeat a query after a pause; repeat a mutation with the same `idempotencyKey`, because it may have happened.",
  },
  INTERNAL: {
    meaning: "A fault of ours. `extensions.requestId` finds it in the logs; nothing else is shown.",
    advice:
      "Repeat a query once; repeat a mutation only with the same `idempotencyKey`. Report the request id if it stays.",
  },
};

/** Not of our closed set, but the word that clients of automatic persisted queries wait for. */
const PERSISTED_QUERY_NOT_FOUND: CodeText = {
  meaning: "Automatic persisted queries: the router has not seen this hash yet.",
  advice:
    "Send the same request once more with its whole `query`. Apollo's and most other clients do so by themselves.",
};

/** Named in the schema so that a client can be ready for them, but nothing answers them yet. */
export const RESERVED_CODES: readonly ClientErrorCode[] = ["COST_LIMIT", "PERSISTED_QUERY_REQUIRED"];

const INTRODUCTION = `# Errors

Written by \`npm run docs\` from the code and \`schema/api.graphql\`; do not edit it.

There are two kinds, never mixed. **Top-level errors** are for the program: the request was wrong, or a part of the platform
was. **User errors** are for the person: what they can fix, all at once, as part of a mutation's answer. Branch on codes,
never on messages.`;

/** `docs/reference/errors.md`, from the public schema. */
export function errorsPage(apiSdl: string): string {
  const schema = buildSchema(apiSdl);
  const codes = Object.entries({ ...CLIENT_CODES, PERSISTED_QUERY_NOT_FOUND }).map(([name, { meaning, advice }]) => [
    code(name),
    isReserved(name) ? `${meaning} Reserved: nothing answers it yet.` : meaning,
    advice,
  ]);
  return `${[
    INTRODUCTION,
    `## Top-level errors: ${code("errors[].extensions.code")}`,
    markdownTable(["Code", "Meaning", "What to do"], codes),
    `## User errors: ${code("userErrors[].code")}`,
    "`message` says it in English, for a person; `field` is the path into the mutation's `input`, or null when no single field is wrong.",
    ...userErrorCodes(schema).map((type) => enumSection(type, schema)),
  ].join("\n\n")}\n`;
}

const isReserved = (name: string): boolean => RESERVED_CODES.some((reserved) => reserved === name);

const userErrorCodes = (schema: GraphQLSchema): GraphQLEnumType[] =>
  Object.values(schema.getTypeMap())
    .filter((type) => isEnumType(type))
    .filter(({ name }) => name.endsWith("ErrorCode"))
    .sort((left, right) => (left.name < right.name ? -1 : 1));

function enumSection(type: GraphQLEnumType, schema: GraphQLSchema): string {
  const rows = type.getValues().map(({ name, description }) => [code(name), description ?? ""]);
  const mutations = mutationsAnswering(type, schema).map(code).join(", ");
  return `### ${code(type.name)}\n\nAnswered by ${mutations}.\n\n${markdownTable(["Code", "Meaning"], rows)}`;
}

/** Names of the mutations whose payload has user errors with codes of `type`. */
function mutationsAnswering(type: GraphQLEnumType, schema: GraphQLSchema): string[] {
  return Object.values(schema.getMutationType()?.getFields() ?? {})
    .filter((mutation) => {
      const payload = getNamedType(mutation.type);
      const userError = isObjectType(payload) && payload.getFields()["userErrors"]?.type;
      const named = userError && getNamedType(userError);
      return named && isObjectType(named) && getNamedType(named.getFields()["code"]?.type) === type;
    })
    .map(({ name }) => name);
}
