import type { AccessRule } from "#platform/graphql/access.ts";
import { describeAccess } from "#platform/graphql/access.ts";
import type { DeclaredAccess } from "#platform/graphql/apply-access.ts";
import { ROLE_SCOPES, type Scope, SCOPES, type StaffRole } from "#platform/identity/scope.ts";
import { SHOP_ROLES, type ShopRole } from "#platform/identity/viewer.ts";
import type { SubgraphDescription } from "../read-subgraphs.ts";
import { code, markdownTable } from "./markdown-table.ts";

const INTRODUCTION = `# Authorization

Written by \`npm run docs\` from the rules that stand beside each field (\`@Access\`) and from \`platform/identity/\`; do not
edit it. The checks themselves are made from the same rules, and so is the last sentence of each description in the schema.

Fields that are not listed are as open as the object that they belong to. A refusal of people who are not signed in, of staff's
operations and of those between subgraphs is an error; what belongs to a person or a shop is for others as if it were not there.`;

const AUDIENCES = {
  staff: "staff, and their API keys",
  key: "API keys of anybody",
} as const satisfies Record<(typeof SCOPES)[Scope]["audience"], string>;

/** The compiler asks for every role of the closed set here. */
const SHOP_ROLE_MEANINGS: Readonly<Record<ShopRole, string>> = {
  OWNER: "Whoever opened the shop, or was handed it. May do everything in it, and alone manages its members.",
  CATALOG: "Manages its products and stock.",
  FULFILLMENT: "Ships its orders and takes them back.",
};

/** `docs/reference/authorization.md`. */
export const authorizationPage = (subgraphs: readonly Pick<SubgraphDescription, "name" | "access">[]): string =>
  `${[
    INTRODUCTION,
    "## Scopes",
    "A person holds the scopes of their staff roles. An API key holds those that it was given, as long as its owner holds them.",
    scopes(),
    "## Roles in a shop",
    markdownTable(
      ["Role", "Meaning"],
      SHOP_ROLES.map((role) => [code(role), SHOP_ROLE_MEANINGS[role]]),
    ),
    "## Fields",
    fields(subgraphs),
  ].join("\n\n")}\n`;

function scopes(): string {
  const rows = (Object.keys(SCOPES) as Scope[]).map((scope) => {
    const { meaning, audience } = SCOPES[scope];
    const roles = (Object.keys(ROLE_SCOPES) as StaffRole[]).filter((role) => isHeldBy(role, scope));
    return [code(scope), meaning, AUDIENCES[audience], roles.map(code).join(", ") || "none"];
  });
  return markdownTable(["Scope", "Meaning", "For", "Held by the roles"], rows);
}

const isHeldBy = (role: StaffRole, scope: Scope): boolean => (ROLE_SCOPES[role] as readonly Scope[]).includes(scope);

function fields(subgraphs: readonly Pick<SubgraphDescription, "name" | "access">[]): string {
  const rows = subgraphs.flatMap(({ name, access }) =>
    [...access]
      .sort(operationsFirst)
      .map(({ place, rule }) => [name, code(place), describeAccess(rule), describeKeys(rule)]),
  );
  return markdownTable(["Subgraph", "Field", "Who may", "API keys"], rows);
}

const isOperation = ({ place }: DeclaredAccess): boolean => /^(Query|Mutation)\./.test(place);

const operationsFirst = (left: DeclaredAccess, right: DeclaredAccess): number =>
  Number(isOperation(right)) - Number(isOperation(left)) || (left.place < right.place ? -1 : 1);

/** What an API key needs to be let through. */
function describeKeys(rule: AccessRule): string {
  switch (rule.who) {
    case "everyone":
      return "any";
    case "signedIn":
      return rule.keyScope ? code(rule.keyScope) : "none";
    case "staff":
      return rule.peopleOnly ? "none" : code(rule.scope);
    case "self":
      return anyOf([rule.keyScope && `the owner's with ${code(rule.keyScope)}`, rule.scope && code(rule.scope)]);
    case "member":
      return anyOf(["one with the role in the shop", rule.scope && code(rule.scope)]);
    case "sibling":
      return "none";
  }
}

const anyOf = (kinds: readonly (string | undefined)[]): string => kinds.filter(Boolean).join(", or ") || "none";
