import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { operationFromDocument, Supergraph } from "@apollo/federation-internals";
import { type PlanNode, QueryPlanner, type SubscriptionNode } from "@apollo/query-planner";
import { parse, type OperationDefinitionNode } from "graphql";
import { describe, expect, it } from "vitest";
import { PROJECT_FOLDER } from "../../runtime/project-folder.ts";

/** Subgraph fetches that each shipped operation may cost, whatever the length of its lists. */
const BUDGET: Record<string, number> = {
  CatalogueList: 1,
  ProductPage: 3,
  ProductReviews: 2,
  ReviewCreate: 1,
  SearchPage: 1,
  SearchList: 1,
  SearchSuggestions: 1,
  CartPage: 1,
  CartCreate: 1,
  CartLinesAdd: 1,
  CheckoutStart: 2,
  PaymentSessionCreate: 1,
  OrderPage: 3,
  AccountRegister: 1,
  AccountVerify: 1,
  SessionCreate: 1,
  SessionRefresh: 1,
  Me: 3,
  ImportProducts: 1,
  ExportProducts: 1,
  CancelJob: 1,
  FollowJob: 1,
  UploadCreate: 1,
  UploadComplete: 1,
  FollowUpload: 1,
};

const supergraph = Supergraph.build(readFileSync(join(PROJECT_FOLDER, "schema/supergraph.graphql"), "utf8"));
const planner = new QueryPlanner(supergraph);

const folder = join(PROJECT_FOLDER, "schema/operations");
const document = parse(
  readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("\n"),
);
const operations = document.definitions.filter(
  (node): node is OperationDefinitionNode => node.kind === "OperationDefinition",
);

function countFetches(node: PlanNode | SubscriptionNode | undefined): number {
  switch (node?.kind) {
    case "Fetch":
      return 1;
    case "Sequence":
    case "Parallel":
      return node.nodes.map(countFetches).reduce((left, right) => left + right, 0);
    case "Flatten":
      return countFetches(node.node);
    case undefined:
      return 0;
    default:
      throw new Error(`no shipped operation plans a ${node!.kind}`);
  }
}

describe("a shipped operation", () => {
  it.each(operations.map(({ name }) => name!.value))("%s stays within its budget of fetches", (operationName) => {
    const operation = operationFromDocument(supergraph.apiSchema(), document, { operationName });
    expect(countFetches(planner.buildQueryPlan(operation).node)).toBe(BUDGET[operationName]);
  });

  it("has a budget, and each budget an operation", () => {
    expect(operations.map(({ name }) => name!.value).sort()).toEqual(Object.keys(BUDGET).sort());
  });
});
