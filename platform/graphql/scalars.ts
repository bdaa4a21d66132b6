import { GraphQLScalarType } from "graphql";
import { GraphQLDateTimeISO } from "graphql-scalars";

/** An instant as RFC 3339 text in UTC. Resolvers hand in a `Date`. */
export const DateTimeScalar = new GraphQLScalarType({
  ...GraphQLDateTimeISO.toConfig(),
  name: "DateTime",
  description: 'An instant in RFC 3339, always in UTC, e.g. "2026-11-22T10:00:00.000Z".',
});
