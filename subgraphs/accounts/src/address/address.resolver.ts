import { Arg, Args, Ctx, FieldResolver, Int, Mutation, Resolver, Root } from "type-graphql";
import { readPageArguments } from "#platform/database/page.ts";
import { Access, signedIn } from "#platform/graphql/access.ts";
import { ConnectionArgs, toConnection } from "#platform/graphql/connection.type.ts";
import type { AccountsContext } from "../context.ts";
import { OWN, UserType } from "../user/user.type.ts";
import {
  type AddressConnection,
  AddressConnectionType,
  addressConflict,
  AddressCreateInput,
  AddressCreatePayload,
  AddressDeleteInput,
  AddressDeletePayload,
  AddressType,
  AddressUpdateInput,
  AddressUpdatePayload,
  addressUserError,
  toAddressType,
} from "./address.type.ts";
import type { CreateAddress } from "./create-address.ts";
import type { DeleteAddress } from "./delete-address.ts";
import type { UpdateAddress } from "./update-address.ts";

@Resolver(() => UserType)
export class UserAddressesResolver {
  @Access(OWN)
  @FieldResolver(() => AddressConnectionType, {
    nullable: true,
    description: "The person's address book, the newest address first.",
  })
  async addresses(
    @Root() { id: userId }: UserType,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() { loaders }: AccountsContext,
  ): Promise<AddressConnection> {
    const request = readPageArguments(args, { max: 50, default: 20, cursorLength: 2 });
    const page = await loaders.addressPage.load({ ownerId: userId, request });
    return { ...toConnection(page, ({ createdAt, id }) => [createdAt.toISOString(), id], toAddressType), userId };
  }

  @Access(OWN)
  @FieldResolver(() => AddressType, { nullable: true, description: "Where goods go unless something else is said." })
  async defaultShippingAddress(
    @Root() { id }: UserType,
    @Ctx() { loaders }: AccountsContext,
  ): Promise<AddressType | null> {
    const address = (await loaders.defaultAddresses.load(id)).find(({ isDefaultShipping }) => isDefaultShipping);
    return address ? toAddressType(address) : null;
  }

  @Access(OWN)
  @FieldResolver(() => AddressType, { nullable: true, description: "Where bills go unless something else is said." })
  async defaultBillingAddress(
    @Root() { id }: UserType,
    @Ctx() { loaders }: AccountsContext,
  ): Promise<AddressType | null> {
    const address = (await loaders.defaultAddresses.load(id)).find(({ isDefaultBilling }) => isDefaultBilling);
    return address ? toAddressType(address) : null;
  }
}

@Resolver(() => AddressConnectionType)
export class AddressConnectionResolver {
  @FieldResolver(() => Int, { nullable: true })
  totalCount(@Root() { userId }: AddressConnection, @Ctx() { loaders }: AccountsContext): Promise<number> {
    return loaders.addressCount.load(userId);
  }
}

interface UseCases {
  createAddress: CreateAddress;
  updateAddress: UpdateAddress;
  deleteAddress: DeleteAddress;
}

@Resolver()
export class AddressResolver {
  constructor(private readonly useCases: UseCases) {}

  @Access(signedIn({ note: "their own address book" }))
  @Mutation(() => AddressCreatePayload, { description: "Adds an address to the viewer's book, at most fifty." })
  async addressCreate(
    @Arg("input", () => AddressCreateInput, { description: "The address." }) input: AddressCreateInput,
    @Ctx() context: AccountsContext,
  ): Promise<AddressCreatePayload> {
    const outcome = await this.useCases.createAddress(context, input);
    switch (outcome.kind) {
      case "created":
        return { address: toAddressType(outcome.address), userErrors: [] };
      case "refused":
        return { address: null, userErrors: outcome.problems.map(addressUserError) };
    }
  }

  @Access(signedIn({ note: "their own addresses" }))
  @Mutation(() => AddressUpdatePayload, { description: "Changes one of the viewer's addresses." })
  async addressUpdate(
    @Arg("input", () => AddressUpdateInput, { description: "What becomes another." }) input: AddressUpdateInput,
    @Ctx() context: AccountsContext,
  ): Promise<AddressUpdatePayload> {
    const outcome = await this.useCases.updateAddress(context, input);
    switch (outcome.kind) {
      case "updated":
        return { address: toAddressType(outcome.address), userErrors: [] };
      case "conflict":
        return { address: toAddressType(outcome.address), userErrors: [addressConflict] };
      case "refused":
        return { address: null, userErrors: outcome.problems.map(addressUserError) };
    }
  }

  @Access(signedIn({ note: "their own addresses" }))
  @Mutation(() => AddressDeletePayload, {
    description: "Takes one of the viewer's addresses out of their book. Orders keep what they were sent to.",
  })
  async addressDelete(
    @Arg("input", () => AddressDeleteInput, { description: "Which one." }) input: AddressDeleteInput,
    @Ctx() context: AccountsContext,
  ): Promise<AddressDeletePayload> {
    const outcome = await this.useCases.deleteAddress(context, input);
    switch (outcome.kind) {
      case "deleted":
        return { addressId: outcome.addressId, address: null, userErrors: [] };
      case "conflict":
        return { addressId: null, address: toAddressType(outcome.address), userErrors: [addressConflict] };
      case "refused":
        return { addressId: null, address: null, userErrors: outcome.problems.map(addressUserError) };
    }
  }
}
