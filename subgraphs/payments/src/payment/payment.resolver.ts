import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { Access, everyone } from "#platform/graphql/access.ts";
import { readPageArguments } from "#platform/database/page.ts";
import { type Connection, ConnectionArgs, toConnection } from "#platform/graphql/connection.type.ts";
import type { PaymentsContext } from "../context.ts";
import type { Payment, PaymentStatus } from "./payment.ts";
import {
  OrderStub,
  PaymentConnectionType,
  type PaymentErrorCode,
  PaymentSessionCreateInput,
  PaymentSessionCreatePayload,
  PaymentStatusEnum,
  PaymentType,
  toPaymentType,
} from "./payment.type.ts";
import { pagePayments } from "./page-payments.ts";
import type { StartPayment } from "./start-payment.ts";

@Resolver()
export class PaymentResolver {
  private readonly useCases: { startPayment: StartPayment };
  private readonly provider: { publishableKey: string; apiBase: string };

  constructor(useCases: { startPayment: StartPayment }, provider: { publishableKey: string; apiBase: string }) {
    this.useCases = useCases;
    this.provider = provider;
  }

  @Access(everyone("the order's buyer, or scope `order:read`"))
  @Query(() => PaymentType, {
    nullable: true,
    description: "One payment; null when it does not exist or is not the caller's.",
  })
  async payment(
    @Arg("id", () => ID, { description: "The payment's id." }) id: string,
    @Ctx() { loaders, viewer }: PaymentsContext,
  ): Promise<PaymentType | null> {
    const payment = await loaders.byId.load(id);
    // A guest's payment is reached through its order, which asks for the access key.
    return payment && (payment.customerId !== null || viewer.kind === "user") ? toPaymentType(payment) : null;
  }

  @Access(everyone("who may pay the order"))
  @Mutation(() => PaymentSessionCreatePayload, {
    description: "Opens the payment of an order for its whole total. Safe to repeat: an order has one open payment.",
  })
  async paymentSessionCreate(
    @Arg("input", () => PaymentSessionCreateInput, { description: "The order, the kind and the key." })
    input: PaymentSessionCreateInput,
    @Ctx() { viewer, requestId }: PaymentsContext,
  ): Promise<PaymentSessionCreatePayload> {
    const outcome = await this.useCases.startPayment(input, { viewer, requestId });
    switch (outcome.kind) {
      case "started":
        return this.session(outcome.payment);
      case "badIdempotencyKey":
        return refuse("INVALID", "The key takes 8 to 64 visible ASCII characters.", ["idempotencyKey"]);
      case "orderNotFound":
        return refuse("ORDER_NOT_FOUND", "Order not found.", ["orderId"]);
      case "orderNotPayable":
        return refuse("ORDER_NOT_PAYABLE", "The order is not waiting for a payment.", ["orderId"]);
      case "otherKindOpen":
        return refuse("OTHER_SESSION_OPEN", `The order has an open payment of kind ${outcome.open}.`, ["kind"]);
      case "keyReused":
        return refuse("IDEMPOTENCY_KEY_REUSED", "The key was used with other input.", ["idempotencyKey"]);
    }
  }

  private session(payment: Payment): PaymentSessionCreatePayload {
    const { providerReference, clientSecret, url, provider } = payment;
    const paymentSession = {
      id: providerReference!,
      clientSecret,
      url,
      provider: { name: provider, ...this.provider },
      payment: toPaymentType(payment),
    };
    return { paymentSession, userErrors: [] };
  }
}

@Resolver(() => OrderStub)
export class OrderPaymentsResolver {
  @FieldResolver(() => PaymentConnectionType, { nullable: true, description: "The order's payments, oldest first." })
  async payments(
    @Root() order: OrderStub,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() { loaders }: PaymentsContext,
  ): Promise<Connection<PaymentType>> {
    const request = readPageArguments(args, { max: 50, default: 20, cursorLength: 1 });
    const page = pagePayments(await loaders.byOrder.load(order.id), request);
    return toConnection(page, ({ id }) => [id], toPaymentType);
  }

  @FieldResolver(() => PaymentStatusEnum, {
    nullable: true,
    description: "Where the order's latest payment stands; null before the first.",
  })
  async paymentStatus(@Root() order: OrderStub, @Ctx() { loaders }: PaymentsContext): Promise<PaymentStatus | null> {
    return (await loaders.byOrder.load(order.id)).at(-1)?.status ?? null;
  }
}

const refuse = (code: PaymentErrorCode, message: string, field: string[]): PaymentSessionCreatePayload => ({
  paymentSession: null,
  userErrors: [{ code, message, field }],
});
