import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import { readInstantPosition, readPageArguments, toPage } from "#platform/database/page.ts";
import { AppError } from "#platform/errors/app-error.ts";
import { Access, everyone, member } from "#platform/graphql/access.ts";
import { type Connection, ConnectionArgs, toConnection } from "#platform/graphql/connection.type.ts";
import { parseId } from "#platform/ids/id.ts";
import { ShopType } from "../catalogue/shop.type.ts";
import type { ProductsContext } from "../context.ts";
import type { StoredFile } from "../files/file.ts";
import { FileType } from "../files/file.type.ts";
import type { CancelJob } from "./cancel-job.ts";
import type { CatalogueJob } from "./catalogue-job.ts";
import type { CatalogueJobReads } from "./catalogue-job-reads.repository.ts";
import { JobErrorConnectionType, toJobErrorType } from "./job-error.type.ts";
import type { JobProblemCode } from "./job-problem.ts";
import {
  JobCancelInput,
  JobCancelPayload,
  JobConnectionType,
  JobType,
  jobUserError,
  ProductsExportInput,
  ProductsExportPayload,
  ProductsImportInput,
  ProductsImportPayload,
  toJobNode,
} from "./job.type.ts";
import type { StartExport, StartImport, StartJobOutcome } from "./start-job.ts";

interface UseCases {
  startImport: StartImport;
  startExport: StartExport;
  cancelJob: CancelJob;
}

const refused = (code: JobProblemCode, field: string) => ({
  job: null,
  userErrors: [jobUserError({ code, field: [field] })],
});

const OF_SHOP = member<unknown, { input: { shopId: string } }>(["CATALOG"], {
  shopOf: (_, { input }) => input.shopId,
  refuse: () => refused("NOT_FOUND", "shopId"),
});

/** Imports and exports, for whoever manages a shop's products. */
@Resolver(() => JobType)
export class JobResolver {
  constructor(
    private readonly useCases: UseCases,
    private readonly reads: Pick<CatalogueJobReads, "findPageOfShop" | "countOfShop">,
  ) {}

  @Access(everyone("jobs that the person has started, and those of shops whose products they manage"))
  @Query(() => JobType, { nullable: true, description: "A job; null when it is not there." })
  job(
    @Arg("id", () => ID, { description: "Which job." }) given: string,
    @Ctx() { loaders }: ProductsContext,
  ): Promise<CatalogueJob | null> | null {
    const id = parseId("job", given);
    return id && loaders.jobById.load(id);
  }

  @Access(member<unknown, { shop: string }>(["CATALOG"], { shopOf: (_, { shop }) => shop }))
  @Query(() => JobConnectionType, { nullable: true, description: "The jobs of a shop, the newest first." })
  async jobs(
    @Arg("shop", () => ID, { description: "The shop's id." }) shop: string,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
  ): Promise<Connection<JobType>> {
    const request = readPageArguments(args, { max: 100, default: 20, cursorLength: 2 });
    const found = await this.reads.findPageOfShop(shop, request, readInstantPosition(request.cursor, "job"));
    const connection = toConnection(
      toPage(found, request),
      ({ createdAt, id }) => [createdAt.toISOString(), id],
      toJobNode,
    );
    return { ...connection, totalCount: await this.reads.countOfShop(shop) };
  }

  @Access(OF_SHOP)
  @Mutation(() => ProductsImportPayload, {
    description:
      "Imports products from an uploaded file: checks every row, and writes only when none is bad. For the format see the how-to.",
  })
  async productsImport(
    @Arg("input", () => ProductsImportInput, { description: "Which file, into which shop." })
    input: ProductsImportInput,
    @Ctx() context: ProductsContext,
  ): Promise<ProductsImportPayload> {
    return toPayload(await this.useCases.startImport(context, input));
  }

  @Access(OF_SHOP)
  @Mutation(() => ProductsExportPayload, {
    description: "Writes a shop's products into a file, which can be imported again as it is.",
  })
  async productsExport(
    @Arg("input", () => ProductsExportInput, { description: "Which products, and how." }) input: ProductsExportInput,
    @Ctx() context: ProductsContext,
  ): Promise<ProductsExportPayload> {
    const { shopId, format, filter } = input;
    return toPayload(await this.useCases.startExport(context, { shopId, format, statuses: filter?.statuses ?? null }));
  }

  @Access(member(["CATALOG"], { refuse: () => refused("NOT_FOUND", "jobId") }))
  @Mutation(() => JobCancelPayload, {
    description: "Calls off a job that waits or is under way. What it has written stays. Safe to repeat.",
  })
  async jobCancel(
    @Arg("input", () => JobCancelInput, { description: "Which job." }) input: JobCancelInput,
    @Ctx() context: ProductsContext,
  ): Promise<JobCancelPayload> {
    const outcome = await this.useCases.cancelJob(context, input);
    switch (outcome.kind) {
      case "cancelled":
        return { job: toJobNode(outcome.job), userErrors: [] };
      case "finished":
        return { ...refused("FINISHED", "jobId"), job: toJobNode(outcome.job) };
      case "notFound":
        return refused("NOT_FOUND", "jobId");
    }
  }

  @FieldResolver(() => ShopType, { nullable: true, description: "The shop whose products it is about." })
  shop(@Root() { shopId }: CatalogueJob): ShopType {
    return { id: shopId };
  }

  @FieldResolver(() => Boolean, { description: "Whether it is an import that only checks." })
  dryRun(@Root() job: CatalogueJob): boolean {
    return job.kind === "PRODUCTS_IMPORT" && job.request.dryRun;
  }

  @FieldResolver(() => JobErrorConnectionType, {
    description: "What is wrong in the file, in the order in which it was found: the first 1000 of `totalCount`.",
  })
  async errors(
    @Root() { id, errorCount }: CatalogueJob,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() { loaders }: ProductsContext,
  ) {
    const request = readPageArguments(args, { max: 50, default: 20, cursorLength: 1 });
    if (request.cursor !== null && !Number.isInteger(request.cursor[0])) {
      throw new AppError("BAD_USER_INPUT", "The cursor is not one of this list.");
    }
    const page = await loaders.jobErrorPage.load({ ownerId: id, request });
    return { ...toConnection(page, ({ number }) => [number], toJobErrorType), totalCount: errorCount };
  }

  @FieldResolver(() => Int, { description: "How many errors there are in all." })
  errorCount(@Root() { errorCount }: CatalogueJob): number {
    return errorCount;
  }

  @FieldResolver(() => FileType, {
    nullable: true,
    description: "What an export has written. Its address is good for minutes, the file for seven days.",
  })
  resultFile(
    @Root() { resultFileId }: CatalogueJob,
    @Ctx() { loaders }: ProductsContext,
  ): Promise<StoredFile | null> | null {
    return resultFileId && loaders.fileById.load(resultFileId);
  }
}

function toPayload(outcome: StartJobOutcome) {
  switch (outcome.kind) {
    case "started":
      return { job: toJobNode(outcome.job), userErrors: [] };
    case "refused":
      return { job: null, userErrors: outcome.problems.map(jobUserError) };
  }
}
