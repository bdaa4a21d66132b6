import { GraphQLScalarType } from "graphql";
import { GraphQLDateTimeISO, GraphQLJSON } from "graphql-scalars";

/** An instant as RFC 3339 text in UTC. Resolvers hand in a `Date`. */
export const DateTimeScalar = new GraphQLScalarType({
  ...GraphQLDateTimeISO.toConfig(),
  name: "DateTime",
  description: 'An instant in RFC 3339, always in UTC, e.g. "2026-11-22T10:00:00.000Z".',
});

/** Any JSON value. For what has no fixed shape, such as the part of a thing that changed. */
export const JsonScalar = new GraphQLScalarType({
  ...GraphQLJSON.toConfig(),
  name: "JSON",
  description: "Any JSON value: an object, a list, text, a number, true, false or null.",
  specifiedByURL: "https://www.rfc-editor.org/rfc/rfc8259",
});
