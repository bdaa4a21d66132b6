import type { ApolloServerPlugin, BaseContext } from "@apollo/server";
import { ApolloServerErrorCode } from "@apollo/server/errors";
import { type DocumentNode, GraphQLError, Kind, OperationTypeNode, type SelectionSetNode } from "graphql";

/** Fields of an operation with its fragments written out. Planning costs CPU for each, and fragments can double them at will. */
const MAX_FIELDS = 1_000;

/**
 * Refuses, before anything is planned, what the gateway would answer with HTTP 500 or with seconds of CPU: a document in
 * which the asked operation is not, subscriptions, and fragments that multiply each other.
 */
export const operationCheck: ApolloServerPlugin<BaseContext> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ document, operation, request }) => {
      if (!operation) throw refusal(missingOperation(request.operationName));
      if (operation.operation === OperationTypeNode.SUBSCRIPTION) throw refusal("Subscriptions are not taken here.");
      const fields = countFields(document, operation.selectionSet);
      if (fields > MAX_FIELDS) throw refusal(`The operation has more than ${MAX_FIELDS} fields, fragments included.`);
    },
  }),
};

/** Each fragment is counted once, however often it is spread. The document is valid, so that none contains itself. */
function countFields({ definitions }: DocumentNode, operation: SelectionSetNode): number {
  const fragments = new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition.selectionSet] as const] : [],
    ),
  );
  const known = new Map<string, number>();
  const countFragment = (name: string): number => {
    const count = known.get(name) ?? countSet(fragments.get(name));
    known.set(name, count);
    return count;
  };
  const countSet = (set: SelectionSetNode | undefined): number =>
    (set?.selections ?? []).reduce((sum, selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return sum + countFragment(selection.name.value);
      return sum + (selection.kind === Kind.FIELD ? 1 : 0) + countSet(selection.selectionSet);
    }, 0);
  return countSet(operation);
}

const missingOperation = (name: string | undefined): string =>
  name === undefined
    ? "Name one of the document's operations in `operationName`."
    : `The document has no operation named "${name}".`;

const refusal = (message: string) =>
  new GraphQLError(message, {
    extensions: { code: ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE, http: { status: 400 } },
  });
