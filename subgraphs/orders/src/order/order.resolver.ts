import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { Access, everyone, signedIn } from "#platform/graphql/access.ts";
import { type PageRequest, readPageArguments } from "#platform/database/page.ts";
import { AppError } from "#platform/errors/app-error.ts";
import { type Connection, ConnectionArgs, toConnection } from "#platform/graphql/connection.type.ts";
import { viewerUserId } from "#platform/identity/viewer.ts";
import { parseId } from "#platform/ids/id.ts";
import type { OrdersContext } from "../context.ts";
import type { AccessKeys } from "./access-key.ts";
import { UserStub } from "./neighbour-entities.type.ts";
import { OrderLineConnectionType, type OrderLineType, toOrderLineType } from "./order-line.type.ts";
import { isOwner, readByScope } from "./order.policy.ts";
import type { OrderFilter, OrderReference } from "./order.repository.ts";
import { OrderConnectionType, OrderFilterInput, OrderType, toOrderType } from "./order.type.ts";

@Resolver(() => OrderType)
export class OrderResolver {
  constructor(private readonly deps: { accessKeys: AccessKeys }) {}

  @Access(everyone("the buyer, who has the access key, or scope `order:read`"))
  @Query(() => OrderType, {
    nullable: true,
    description:
      "One order, by exactly one of `id` and `number`: for its buyer, for who holds its access key, and with scope order:read. Null for anyone else, as if it were not there.",
  })
  async order(
    @Arg("id", () => ID, { nullable: true, description: "The order's id." }) id: string | null,
    @Arg("number", () => String, { nullable: true, description: "The order's number." }) number: string | null,
    @Arg("accessKey", () => String, {
      nullable: true,
      description: "The secret from `checkoutStart` or the mail's link.",
    })
    accessKey: string | null,
    @Ctx() { viewer, orders, loaders, recordReads }: OrdersContext,
  ): Promise<OrderType | null> {
    const reference = readReference(id, number);
    if (reference === null) return null;
    const visible =
      "id" in reference
        ? await loaders.orderById.load(reference.id)
        : await orders.findVisibleByNumber(viewer, reference.number);
    if (visible && isOwner(viewer, visible)) return toOrderType(visible, { isBuyers: true });
    await recordReads(readByScope(viewer, visible ? [visible] : []));
    const unlocked = accessKey == null ? null : (visible ?? (await orders.find(reference)));
    if (unlocked && !unlocked.erasedAt && this.deps.accessKeys.matches(unlocked.id, accessKey!))
      return toOrderType(unlocked, { isBuyers: true });
    return visible && toOrderType(visible, { isBuyers: false });
  }

  @Access(signedIn({ keyScope: "order:read", note: "their own orders, all with scope `order:read`" }))
  @Query(() => OrderConnectionType, {
    nullable: true,
    description: "The signed-in viewer's orders, newest first; everyone's with scope order:read.",
  })
  async orders(
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Arg("filter", () => OrderFilterInput, { nullable: true, description: "Which ones; all without it." })
    filter: OrderFilterInput | null,
    @Arg("reverse", () => Boolean, { defaultValue: false, description: "Oldest first." }) reverse: boolean,
    @Ctx() context: OrdersContext,
  ): Promise<Connection<OrderType>> {
    if (context.viewer.kind === "guest") throw new AppError("UNAUTHENTICATED", "Sign in to see your orders.");
    return listOrders(context, readOrderPage(page, 100), filter, reverse);
  }

  @FieldResolver(() => OrderLineConnectionType, { description: "What was bought, in the cart's order." })
  async lines(
    @Root() { id }: OrderType,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() { loaders }: OrdersContext,
  ): Promise<Connection<OrderLineType>> {
    const request = readPageArguments(args, { max: 50, cursorLength: 1, default: 20 });
    if (request.cursor && !isPosition(request.cursor[0])) throw foreignCursor();
    const page = await loaders.linePage.load({ orderId: id, page: request });
    return withTotalCount(
      toConnection(page, (line) => [line.position], toOrderLineType),
      () => loaders.lineCount.load(id),
    );
  }
}

@Resolver(() => UserStub)
export class UserOrdersResolver {
  @FieldResolver(() => OrderConnectionType, {
    nullable: true,
    description: "The user's orders, newest first. Only for the user; null for anyone else.",
  })
  async orders(
    @Root() user: UserStub,
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Arg("filter", () => OrderFilterInput, { nullable: true, description: "Which ones; all without it." })
    filter: OrderFilterInput | null,
    @Ctx() context: OrdersContext,
  ): Promise<Connection<OrderType> | null> {
    if (user.id !== viewerUserId(context.viewer)) return null;
    return listOrders(context, readOrderPage(page, 50), { ...filter, customerId: user.id }, false);
  }
}

async function listOrders(
  { orders, viewer, recordReads }: OrdersContext,
  page: PageRequest,
  input: OrderFilterInput | null,
  reverse: boolean,
): Promise<Connection<OrderType>> {
  const filter = readFilter(input);
  const found = await orders.findPage(viewer, filter, page, reverse);
  await recordReads(readByScope(viewer, found.rows));
  return withTotalCount(
    toConnection(
      found,
      (order) => [order.placedAt.toISOString(), order.id],
      (order) => toOrderType(order, { isBuyers: isOwner(viewer, order) }),
    ),
    () => orders.count(viewer, filter),
  );
}

const readFilter = (input: OrderFilterInput | null): OrderFilter => ({
  ...(input?.status == null ? {} : { statuses: input.status }),
  // What is no user's id finds nothing, like an unknown user's.
  ...(input?.customerId == null ? {} : { customerId: parseId("user", input.customerId) ?? "nobody" }),
  ...(input?.placedFrom == null ? {} : { placedFrom: notBeforeEpoch(input.placedFrom) }),
  ...(input?.placedBefore == null ? {} : { placedBefore: notBeforeEpoch(input.placedBefore) }),
});

/** PostgreSQL knows no year 0, and there is no order from before 1970. */
const notBeforeEpoch = (instant: Date): Date => new Date(Math.max(0, instant.getTime()));

function readOrderPage(args: ConnectionArgs, max: number): PageRequest {
  const page = readPageArguments(args, { max, cursorLength: 2, default: 20 });
  const [placedAt, id] = page.cursor ?? [];
  if (page.cursor && !(isInstant(placedAt) && parseId("ord", String(id)))) throw foreignCursor();
  return page;
}

function isInstant(value: unknown): boolean {
  const time =
    typeof value === "string" && value.length === "2026-11-22T10:00:00.000Z".length ? Date.parse(value) : NaN;
  return time >= 0 && new Date(time).toISOString() === value;
}

const isPosition = (value: unknown): boolean =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 31;

/** Null for what cannot be an order's id or number: it finds nothing, like an unknown one. */
function readReference(id: string | null, number: string | null): OrderReference | null {
  if ((id == null) === (number == null)) throw new AppError("BAD_USER_INPUT", "Give exactly one of `id` and `number`.");
  if (number != null) return /^\d{1,19}$/.test(number) ? { number } : null;
  const orderId = parseId("ord", id!);
  return orderId && { id: orderId };
}

/** Counting costs a query, which is only made when the field is selected: a resolver reads it then, and only then. */
const withTotalCount = <Node>(connection: Connection<Node>, count: () => Promise<number>): Connection<Node> =>
  Object.defineProperty(connection, "totalCount", { get: count });

const foreignCursor = () => new AppError("BAD_USER_INPUT", "The cursor is not one of this list.");
