import { randomBytes } from "node:crypto";
import { TypeID } from "typeid-js";

/** The prefix of an id names its type, so that `node(id:)` finds the owner. One entry for each kind of thing with an id. */
export const ID_PREFIXES = {
  user: "User",
  addr: "Address",
  sess: "Session",
  key: "ApiKey",
  ech: "EmailChange",
  inv: "ShopInvitation",
  aud: "AuditEntry",
  shop: "Shop",
  prod: "Product",
  var: "ProductVariant",
  cat: "Category",
  rev: "Review",
  file: "File",
  job: "Job",
  cart: "Cart",
  cln: "CartLine",
  ord: "Order",
  oln: "OrderLine",
  hold: "StockReservation",
  adj: "InventoryAdjustment",
  pay: "Payment",
  rfnd: "Refund",
  evt: "Event",
  mail: "Mail",
} as const;

export type IdPrefix = keyof typeof ID_PREFIXES;

/** A TypeID: `<prefix>_<26 characters of base32>`, opaque to clients, sortable by time of creation. */
export type Id<Prefix extends IdPrefix> = `${Prefix}_${string}`;

export type UserId = Id<"user">;
export type SessionId = Id<"sess">;
export type AddressId = Id<"addr">;
export type ApiKeyId = Id<"key">;
export type ShopId = Id<"shop">;
export type FileId = Id<"file">;
export type JobId = Id<"job">;
export type ProductId = Id<"prod">;
export type VariantId = Id<"var">;
export type CategoryId = Id<"cat">;
export type CartId = Id<"cart">;
export type CartLineId = Id<"cln">;
export type OrderId = Id<"ord">;
export type OrderLineId = Id<"oln">;
export type PaymentId = Id<"pay">;
export type EventId = Id<"evt">;

/**
 * A new id around a UUIDv7 of `now` with 74 fresh random bits. No counter, so that one id tells nothing about its
 * neighbours: ids of carts and orders are handed to guests.
 * @see RFC 9562 section 5.7 and the TypeID specification 0.3.
 */
export function newId<Prefix extends IdPrefix>(prefix: Prefix, now: Date): Id<Prefix> {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now.getTime(), 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return TypeID.fromUUIDBytes(prefix, bytes).toString() as Id<Prefix>;
}

/** An id that is a secret at the same time (a guest's cart): 122 random bits and no time in it. */
export function newSecretId<Prefix extends IdPrefix>(prefix: Prefix): Id<Prefix> {
  const bytes = randomBytes(16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return TypeID.fromUUIDBytes(prefix, bytes).toString() as Id<Prefix>;
}

/** The id made from 16 `bytes`, always the same for the same bytes: for seeds and for derived ids. */
export function idFromBytes<Prefix extends IdPrefix>(prefix: Prefix, bytes: Uint8Array): Id<Prefix> {
  return TypeID.fromUUIDBytes(prefix, bytes).toString() as Id<Prefix>;
}

/** `text` as an id of that kind, or null: a look-up by anything else finds nothing, like a look-up by an unknown id. */
export function parseId<Prefix extends IdPrefix>(prefix: Prefix, text: string): Id<Prefix> | null {
  return text.startsWith(`${prefix}_`) && /^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(text.slice(prefix.length + 1))
    ? (text as Id<Prefix>)
    : null;
}
