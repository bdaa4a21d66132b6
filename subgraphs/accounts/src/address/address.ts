import type { AddressId, UserId } from "#platform/ids/id.ts";

/** Where goods or a bill go, as a carrier needs it. The same fields that a checkout takes. */
export interface PostalAddress {
  readonly fullName: string;
  readonly line1: string;
  readonly line2: string | null;
  readonly city: string;
  readonly region: string | null;
  readonly postalCode: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly countryCode: string;
  readonly phone: string | null;
}

/** One entry of a person's address book. */
export interface Address extends PostalAddress {
  readonly id: AddressId;
  readonly userId: UserId;
  readonly isDefaultShipping: boolean;
  readonly isDefaultBilling: boolean;
  /** Counts the changes. */
  readonly version: number;
  readonly createdAt: Date;
}

export const MAX_ADDRESSES = 50;
