/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What can be wrong with what a person typed in about their account. */
export type AccountErrorCode =
  /** This is no e-mail address. */
  | 'INVALID_EMAIL'
  /** A name has 1 to 100 characters, none of them a control character. */
  | 'INVALID_FULL_NAME'
  /** The password is not well-formed Unicode text, or holds a NUL. */
  | 'INVALID_PASSWORD'
  /** The token is unknown, used or expired. Ask for a new mail. */
  | 'INVALID_TOKEN'
  /** The password is among the first that anyone would guess, or little more than the person's own name or address. */
  | 'PASSWORD_TOO_COMMON'
  /** A password has at most 128 characters. */
  | 'PASSWORD_TOO_LONG'
  /** A password has at least 8 characters. */
  | 'PASSWORD_TOO_SHORT';

/** What a new account needs. */
export type AccountRegisterInput = {
  /** The address that will sign in. A mail goes there. */
  email: string;
  /** The person's name, 1 to 100 characters. */
  fullName: string;
  /** 8 to 128 characters of any kind, not among the common ones. */
  password: string;
};

/** What proves that an address is the person's. */
export type AccountVerifyInput = {
  /** The token from the mail. Good once, for 24 hours. */
  token: string;
};

/** A cart to start. */
export type CartCreateInput = {
  /** The currency of the cart, for good. */
  currencyCode: CurrencyCode;
  /** The first lines, at most 100. The same variant twice sums up. */
  lines?: Array<CartLineInput>;
};

/** Why a change of a cart was refused. Nothing was changed. */
export type CartErrorCode =
  /** The cart has expired for good. Start a new one. */
  | 'CART_EXPIRED'
  /** A checkout holds the cart, or it has been bought. */
  | 'CART_LOCKED'
  /** There is no such cart, or it is someone else's. */
  | 'CART_NOT_FOUND'
  /** The cart is not at `expectedVersion`. The current one is in the payload. */
  | 'CONFLICT'
  /** The caller's active cart has lines in another currency. It is in the payload. */
  | 'CURRENCY_MISMATCH'
  /** The product variant has no price in the cart's currency. */
  | 'CURRENCY_NOT_AVAILABLE'
  /** One line is named twice. */
  | 'DUPLICATE_LINE'
  /** A quantity is below 1 or above 10,000. */
  | 'INVALID_QUANTITY'
  /** The cart has no such line. */
  | 'LINE_NOT_FOUND'
  /** The cart would have, or the input has, more than 100 lines. */
  | 'TOO_MANY_LINES'
  /** No such product variant is for sale. */
  | 'VARIANT_NOT_FOUND';

/** Units of a product variant to put into a cart. */
export type CartLineInput = {
  /** How many units, from 1 to 10,000. */
  quantity: number;
  /** The product variant. */
  variantId: string | number;
};

/** Lines to add to a cart. */
export type CartLinesAddInput = {
  /** The cart. */
  cartId: string | number;
  /** The version that you have read. When the cart has changed since, the answer is CONFLICT. */
  expectedVersion?: number | null | undefined;
  /** What to add, at most 100. The same variant twice sums up. */
  lines: Array<CartLineInput>;
};

/** Where a cart is in its life. */
export type CartStatus =
  /** It can be changed and checked out. */
  | 'ACTIVE'
  /** It has been bought. It never changes again. */
  | 'CONVERTED'
  /** Given up for another cart of the same customer, which took over its lines. It never changes again. */
  | 'EXPIRED'
  /** A checkout holds it at frozen prices. It is ACTIVE again if the checkout does not succeed. */
  | 'LOCKED';

/** What the server adjusted. */
export type CartWarningCode =
  /** Nothing is in stock. No line was made; a line that was there has not grown and cannot be bought now. */
  | 'OUT_OF_STOCK'
  /** There was less in stock, or room for less than 10,000. The line holds what there is. */
  | 'QUANTITY_CLAMPED';

/** Where an order shall go. */
export type CheckoutAddressInput = {
  /** City, town or village; at most 100 characters. */
  city: string;
  /** ISO 3166-1 alpha-2 code of the country, e.g. "DE". */
  countryCode: string;
  /** Who receives it; at most 100 characters. */
  fullName: string;
  /** Street and number; at most 200 characters. */
  line1: string;
  /** Flat, floor, care of; at most 200 characters. */
  line2?: string | null | undefined;
  /** For the carrier; digits, spaces and +()./-, at most 32. */
  phone?: string | null | undefined;
  /** Postal code, at most 16 characters; may be left out only in countries that have none. */
  postalCode?: string | null | undefined;
  /** State, province or county; at most 100 characters. */
  region?: string | null | undefined;
};

/** Why a checkout gave no order. */
export type CheckoutErrorCode =
  /** The cart is in another checkout, or has been ordered. */
  | 'CART_ALREADY_CHECKED_OUT'
  /** The cart has no lines. */
  | 'CART_IS_EMPTY'
  /** There is no such cart, or it is not the buyer's. */
  | 'CART_NOT_FOUND'
  /** The checkout under this key was not finished in time. Take a new key. */
  | 'CHECKOUT_EXPIRED'
  /** The key belongs to a checkout with other input. Nothing has changed. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** The field's value is not of the expected form. */
  | 'INVALID'
  /** A line can no longer be bought, or not in the cart's currency. */
  | 'LINE_UNAVAILABLE'
  /** There is less of a line than the cart asks for. The cart can be changed again. */
  | 'OUT_OF_STOCK'
  /** The field must not be empty. */
  | 'REQUIRED'
  /** The field has too many characters. */
  | 'TOO_LONG';

/** What to check out. */
export type CheckoutStartInput = {
  /** The cart to order. It is locked until the order is paid or expires. */
  cartId: string | number;
  /** Where mail about the order goes. */
  email: string;
  /** 8 to 64 characters that the client makes up once for each checkout and sends again when it repeats it. */
  idempotencyKey: string;
  /** Where the order goes. */
  shippingAddress: CheckoutAddressInput;
};

/** ISO 4217 alphabetic currency code. */
export type CurrencyCode =
  /** ISO 4217 currency AED. */
  | 'AED'
  /** ISO 4217 currency AUD. */
  | 'AUD'
  /** ISO 4217 currency BGN. */
  | 'BGN'
  /** ISO 4217 currency BHD. */
  | 'BHD'
  /** ISO 4217 currency BRL. */
  | 'BRL'
  /** ISO 4217 currency CAD. */
  | 'CAD'
  /** ISO 4217 currency CHF. */
  | 'CHF'
  /** ISO 4217 currency CLP. */
  | 'CLP'
  /** ISO 4217 currency CNY. */
  | 'CNY'
  /** ISO 4217 currency CZK. */
  | 'CZK'
  /** ISO 4217 currency DKK. */
  | 'DKK'
  /** ISO 4217 currency EUR. */
  | 'EUR'
  /** ISO 4217 currency GBP. */
  | 'GBP'
  /** ISO 4217 currency HKD. */
  | 'HKD'
  /** ISO 4217 currency HUF. */
  | 'HUF'
  /** ISO 4217 currency ILS. */
  | 'ILS'
  /** ISO 4217 currency INR. */
  | 'INR'
  /** ISO 4217 currency ISK. */
  | 'ISK'
  /** ISO 4217 currency JOD. */
  | 'JOD'
  /** ISO 4217 currency JPY. */
  | 'JPY'
  /** ISO 4217 currency KRW. */
  | 'KRW'
  /** ISO 4217 currency KWD. */
  | 'KWD'
  /** ISO 4217 currency MXN. */
  | 'MXN'
  /** ISO 4217 currency MYR. */
  | 'MYR'
  /** ISO 4217 currency NOK. */
  | 'NOK'
  /** ISO 4217 currency NZD. */
  | 'NZD'
  /** ISO 4217 currency OMR. */
  | 'OMR'
  /** ISO 4217 currency PHP. */
  | 'PHP'
  /** ISO 4217 currency PLN. */
  | 'PLN'
  /** ISO 4217 currency RON. */
  | 'RON'
  /** ISO 4217 currency SAR. */
  | 'SAR'
  /** ISO 4217 currency SEK. */
  | 'SEK'
  /** ISO 4217 currency SGD. */
  | 'SGD'
  /** ISO 4217 currency THB. */
  | 'THB'
  /** ISO 4217 currency TND. */
  | 'TND'
  /** ISO 4217 currency TRY. */
  | 'TRY'
  /** ISO 4217 currency TWD. */
  | 'TWD'
  /** ISO 4217 currency UAH. */
  | 'UAH'
  /** ISO 4217 currency USD. */
  | 'USD'
  /** ISO 4217 currency VND. */
  | 'VND'
  /** ISO 4217 currency ZAR. */
  | 'ZAR';

/** How far an order has come. It never goes back. */
export type OrderStatus =
  /** Called off; what was paid goes back. */
  | 'CANCELLED'
  /** Not paid in time; its stock and its cart are free again. */
  | 'EXPIRED'
  /** All of it has been sent. */
  | 'FULFILLED'
  /** Paid in full; nothing has been sent yet. */
  | 'PAID'
  /** A part has been sent. */
  | 'PARTIALLY_FULFILLED'
  /** Placed; waits for its payment and holds its stock until the reservation ends. */
  | 'PENDING_PAYMENT';

/** Why a payment could not be started. */
export type PaymentErrorCode =
  /** The key was used with other input. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** A field is not as described. */
  | 'INVALID'
  /** No such order, or not the caller's. */
  | 'ORDER_NOT_FOUND'
  /** The order is paid, expired or cancelled. */
  | 'ORDER_NOT_PAYABLE'
  /** The order has an open payment of the other kind; finish that one. */
  | 'OTHER_SESSION_OPEN';

/** How the buyer pays. */
export type PaymentKind =
  /** On the provider's page: send the buyer to the session's `url`. */
  | 'HOSTED_CHECKOUT'
  /** In the application's own form: it confirms a Stripe PaymentIntent with the client secret. */
  | 'PAYMENT_INTENT';

/** What to pay and how. The amount is the order's; none can be named. */
export type PaymentSessionCreateInput = {
  /** 8 to 64 visible ASCII characters, chosen by the client: the same key and input give the same session. */
  idempotencyKey: string;
  /** How the buyer will pay. */
  kind: PaymentKind;
  /** The order to pay. */
  orderId: string | number;
};

/** Where a payment stands. */
export type PaymentStatus =
  /** The money is reserved, not yet taken. */
  | 'AUTHORIZED'
  /** Nobody can pay this any more. */
  | 'CANCELLED'
  /** The cardholder disputes it with their bank. */
  | 'DISPUTED'
  /** The last attempt was declined. The same session takes another card. */
  | 'FAILED'
  /** Taken, and part of it given back. */
  | 'PARTIALLY_REFUNDED'
  /** The provider is at work; the outcome follows. */
  | 'PROCESSING'
  /** Taken, and all of it given back. */
  | 'REFUNDED'
  /** Waits for the buyer: a card, or a confirmation such as 3-D Secure. */
  | 'REQUIRES_ACTION'
  /** The whole amount has been taken. */
  | 'SUCCEEDED';

/** Which products a list has: those that fit everything given. */
export type ProductFilter = {
  /** Only products of this category and those below it. */
  category?: string | number | null | undefined;
  /** Only products that can be bought now; with false, only the others. */
  inStock?: boolean | null | undefined;
  /** Choices that are offered. Values of one option are alternatives; different options must all be there. */
  options?: Array<ProductOptionFilter> | null | undefined;
  /** Only products whose lowest price lies within. */
  price?: ProductPriceFilter | null | undefined;
  /** Words, or their beginnings, that must all occur in title, categories, choices, SKUs or description. */
  query?: string | null | undefined;
  /** Only products of this shop. */
  shop?: string | number | null | undefined;
};

/** A choice that some variant of the product must offer. */
export type ProductOptionFilter = {
  /** What is chosen, e.g. "Size". Case and accents do not matter. */
  name: string;
  /** The choice, e.g. "M". Case and accents do not matter. */
  value: string;
};

/** Bounds of a product's lowest price, both included. */
export type ProductPriceFilter = {
  /** At most so much, in EUR cents. */
  max?: number | null | undefined;
  /** At least so much, in EUR cents. */
  min?: number | null | undefined;
};

/** What a list of products is ordered by. */
export type ProductSort =
  /** By units sold, the most first. */
  | 'BEST_SELLING'
  /** By title, from A to Z. */
  | 'NAME'
  /** By when they were added, the latest first. */
  | 'NEWEST'
  /** By their lowest price in EUR, the cheapest first; those without one stand at the end. */
  | 'PRICE'
  /** By how well they fit `filter.query`, which must be given, the best first. */
  | 'RELEVANCE';

/** What signs a person in. */
export type SessionCreateInput = {
  /** The account's address, in any case. */
  email: string;
  /** The account's password. */
  password: string;
};

/** Why a session was not made, renewed or ended. */
export type SessionErrorCode =
  /** The password is right, but the account has been suspended. */
  | 'ACCOUNT_SUSPENDED'
  /** The password is right, but the address has to be confirmed first. */
  | 'EMAIL_NOT_VERIFIED'
  /** No account has this address and password. */
  | 'INVALID_CREDENTIALS'
  /** The refresh token is unknown, expired, used before, or its session has ended. Sign in. */
  | 'INVALID_REFRESH_TOKEN'
  /** The viewer has no such session. */
  | 'NOT_FOUND'
  /** Too many wrong passwords for this address, or from this network; nothing was checked. It passes within 15 minutes. */
  | 'TOO_MANY_ATTEMPTS';

/** What renews a session. */
export type SessionRefreshInput = {
  /** The refresh token that came last. */
  refreshToken: string;
};

/** What has become of the units set aside for an order. */
export type StockReservationStatus =
  /** The order is paid: the units are the buyer's. */
  | 'COMMITTED'
  /** Not paid in time: given back. */
  | 'EXPIRED'
  /** Set aside until `expiresAt`. */
  | 'HELD'
  /** Given back before their time was up. */
  | 'RELEASED';

export type AccountRegisterMutationVariables = Exact<{
  input: AccountRegisterInput;
}>;


export type AccountRegisterMutation = { accountRegister: { userErrors: Array<{ code: AccountErrorCode, field: Array<string> | null, message: string }> } };

export type AccountVerifyMutationVariables = Exact<{
  input: AccountVerifyInput;
}>;


export type AccountVerifyMutation = { accountVerify: { userErrors: Array<{ code: AccountErrorCode, field: Array<string> | null }> } };

export type SessionCreateMutationVariables = Exact<{
  input: SessionCreateInput;
}>;


export type SessionCreateMutation = { sessionCreate: { session: { accessToken: string, accessTokenExpiresAt: string, refreshToken: string, user: { id: string, displayName: string } | null } | null, userErrors: Array<{ code: SessionErrorCode, field: Array<string> | null, message: string }> } };

export type SessionRefreshMutationVariables = Exact<{
  input: SessionRefreshInput;
}>;


export type SessionRefreshMutation = { sessionRefresh: { session: { accessToken: string, refreshToken: string } | null, userErrors: Array<{ code: SessionErrorCode, field: Array<string> | null }> } };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { me: { id: string, email: string | null, displayName: string, cart: { id: string } | null, orders: { nodes: Array<{ id: string, status: OrderStatus }> } | null } | null };

export type CartContentsFragment = { id: string, status: CartStatus, version: number, lines: { nodes: Array<{ id: string, quantity: number, variant: { id: string } | null, cost: { total: { minorUnits: number } } }> }, cost: { subtotal: { minorUnits: number, currencyCode: CurrencyCode }, total: { minorUnits: number, currencyCode: CurrencyCode } } };

export type CartPageQueryVariables = Exact<{
  id: string | number;
}>;


export type CartPageQuery = { cart: { id: string, status: CartStatus, version: number, lines: { nodes: Array<{ id: string, quantity: number, variant: { id: string } | null, cost: { total: { minorUnits: number } } }> }, cost: { subtotal: { minorUnits: number, currencyCode: CurrencyCode }, total: { minorUnits: number, currencyCode: CurrencyCode } } } | null };

export type CartCreateMutationVariables = Exact<{
  input: CartCreateInput;
}>;


export type CartCreateMutation = { cartCreate: { cart: { id: string, status: CartStatus, version: number, lines: { nodes: Array<{ id: string, quantity: number, variant: { id: string } | null, cost: { total: { minorUnits: number } } }> }, cost: { subtotal: { minorUnits: number, currencyCode: CurrencyCode }, total: { minorUnits: number, currencyCode: CurrencyCode } } } | null, userErrors: Array<{ code: CartErrorCode, field: Array<string> | null, message: string }>, warnings: Array<{ code: CartWarningCode, field: Array<string>, message: string }> } };

export type CartLinesAddMutationVariables = Exact<{
  input: CartLinesAddInput;
}>;


export type CartLinesAddMutation = { cartLinesAdd: { cart: { id: string, status: CartStatus, version: number, lines: { nodes: Array<{ id: string, quantity: number, variant: { id: string } | null, cost: { total: { minorUnits: number } } }> }, cost: { subtotal: { minorUnits: number, currencyCode: CurrencyCode }, total: { minorUnits: number, currencyCode: CurrencyCode } } } | null, userErrors: Array<{ code: CartErrorCode, field: Array<string> | null, message: string }>, warnings: Array<{ code: CartWarningCode, field: Array<string>, message: string }> } };

export type CatalogueListQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: ProductFilter | null | undefined;
  sort?: ProductSort | null | undefined;
  reverse?: boolean | null | undefined;
}>;


export type CatalogueListQuery = { products: { nodes: Array<{ id: string, handle: string, title: string, priceRange: { min: { amount: string, currencyCode: CurrencyCode, minorUnits: number } } | null, media: Array<{ url: string, alt: string }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type ProductPageQueryVariables = Exact<{
  handle: string;
}>;


export type ProductPageQuery = { product: { id: string, handle: string, title: string, description: string, options: Array<{ name: string, values: Array<string> }>, variants: { nodes: Array<{ id: string, sku: string, title: string, available: boolean, quantityInMyCart: number | null, price: { amount: string, minorUnits: number, currencyCode: CurrencyCode } | null }> }, shop: { id: string, name: string } | null, rating: { average: number | null, count: number } } | null };

export type CheckoutStartMutationVariables = Exact<{
  input: CheckoutStartInput;
}>;


export type CheckoutStartMutation = { checkoutStart: { order: { id: string, accessKey: string | null, number: string, status: OrderStatus, total: { minorUnits: number, currencyCode: CurrencyCode }, reservation: { status: StockReservationStatus, expiresAt: string } | null } | null, userErrors: Array<{ code: CheckoutErrorCode, field: Array<string> | null, message: string }> } };

export type PaymentSessionCreateMutationVariables = Exact<{
  input: PaymentSessionCreateInput;
}>;


export type PaymentSessionCreateMutation = { paymentSessionCreate: { paymentSession: { id: string, clientSecret: string | null, url: string | null, provider: { name: string, publishableKey: string, apiBase: string } } | null, userErrors: Array<{ code: PaymentErrorCode, field: Array<string> | null, message: string }> } };

export type OrderPageQueryVariables = Exact<{
  id?: string | number | null | undefined;
  number?: string | null | undefined;
  accessKey?: string | null | undefined;
}>;


export type OrderPageQuery = { order: { id: string, number: string, status: OrderStatus, paymentStatus: PaymentStatus | null, total: { minorUnits: number, currencyCode: CurrencyCode }, lines: { nodes: Array<{ title: string, quantity: number, total: { minorUnits: number } }> }, payments: { nodes: Array<{ id: string, status: PaymentStatus, failureCode: string | null }> } | null, reservation: { status: StockReservationStatus } | null } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const CartContentsFragmentDoc = new TypedDocumentString(`
    fragment CartContents on Cart {
  id
  status
  version
  lines {
    nodes {
      id
      quantity
      variant {
        id
      }
      cost {
        total {
          minorUnits
        }
      }
    }
  }
  cost {
    subtotal {
      minorUnits
      currencyCode
    }
    total {
      minorUnits
      currencyCode
    }
  }
}
    `, {"fragmentName":"CartContents"}) as unknown as TypedDocumentString<CartContentsFragment, unknown>;
export const AccountRegisterDocument = new TypedDocumentString(`
    mutation AccountRegister($input: AccountRegisterInput!) {
  accountRegister(input: $input) {
    userErrors {
      code
      field
      message
    }
  }
}
    `, {"hash":"sha256:8675a4841afd334b071b7230886eea0d8884f31d3454d1d3fda5412964da420b"}) as unknown as TypedDocumentString<AccountRegisterMutation, AccountRegisterMutationVariables>;
export const AccountVerifyDocument = new TypedDocumentString(`
    mutation AccountVerify($input: AccountVerifyInput!) {
  accountVerify(input: $input) {
    userErrors {
      code
      field
    }
  }
}
    `, {"hash":"sha256:35f7170ea51cf876fb538272e9dabba90b7a332880fab5671a7b6b7f14126b89"}) as unknown as TypedDocumentString<AccountVerifyMutation, AccountVerifyMutationVariables>;
export const SessionCreateDocument = new TypedDocumentString(`
    mutation SessionCreate($input: SessionCreateInput!) {
  sessionCreate(input: $input) {
    session {
      accessToken
      accessTokenExpiresAt
      refreshToken
      user {
        id
        displayName
      }
    }
    userErrors {
      code
      field
      message
    }
  }
}
    `, {"hash":"sha256:092eb3c501bb92ddd47fd63ae332d61c11b0e02e84de68a2dfdc1771e038983c"}) as unknown as TypedDocumentString<SessionCreateMutation, SessionCreateMutationVariables>;
export const SessionRefreshDocument = new TypedDocumentString(`
    mutation SessionRefresh($input: SessionRefreshInput!) {
  sessionRefresh(input: $input) {
    session {
      accessToken
      refreshToken
    }
    userErrors {
      code
      field
    }
  }
}
    `, {"hash":"sha256:069c9d03b080de63061f00f6fc75ce099aa5b34bb3ccca8391b4fb98faefa1e0"}) as unknown as TypedDocumentString<SessionRefreshMutation, SessionRefreshMutationVariables>;
export const MeDocument = new TypedDocumentString(`
    query Me {
  me {
    id
    email
    displayName
    cart {
      id
    }
    orders(first: 10) {
      nodes {
        id
        status
      }
    }
  }
}
    `, {"hash":"sha256:6b833d687c4eafa7cbc4fbb740e8f9739074837699ea7e5526c65e22b67a704c"}) as unknown as TypedDocumentString<MeQuery, MeQueryVariables>;
export const CartPageDocument = new TypedDocumentString(`
    query CartPage($id: ID!) {
  cart(id: $id) {
    ...CartContents
  }
}
    fragment CartContents on Cart {
  id
  status
  version
  lines {
    nodes {
      id
      quantity
      variant {
        id
      }
      cost {
        total {
          minorUnits
        }
      }
    }
  }
  cost {
    subtotal {
      minorUnits
      currencyCode
    }
    total {
      minorUnits
      currencyCode
    }
  }
}`, {"hash":"sha256:a8c4d90f20e017cbf49a4ead979267b1534b6745a56a7450a61cba4634284c45"}) as unknown as TypedDocumentString<CartPageQuery, CartPageQueryVariables>;
export const CartCreateDocument = new TypedDocumentString(`
    mutation CartCreate($input: CartCreateInput!) {
  cartCreate(input: $input) {
    cart {
      ...CartContents
    }
    userErrors {
      code
      field
      message
    }
    warnings {
      code
      field
      message
    }
  }
}
    fragment CartContents on Cart {
  id
  status
  version
  lines {
    nodes {
      id
      quantity
      variant {
        id
      }
      cost {
        total {
          minorUnits
        }
      }
    }
  }
  cost {
    subtotal {
      minorUnits
      currencyCode
    }
    total {
      minorUnits
      currencyCode
    }
  }
}`, {"hash":"sha256:6c738e3449b106cc8a67f78f3228a4906a370ab50d20590fb8e68a7cb65f8815"}) as unknown as TypedDocumentString<CartCreateMutation, CartCreateMutationVariables>;
export const CartLinesAddDocument = new TypedDocumentString(`
    mutation CartLinesAdd($input: CartLinesAddInput!) {
  cartLinesAdd(input: $input) {
    cart {
      ...CartContents
    }
    userErrors {
      code
      field
      message
    }
    warnings {
      code
      field
      message
    }
  }
}
    fragment CartContents on Cart {
  id
  status
  version
  lines {
    nodes {
      id
      quantity
      variant {
        id
      }
      cost {
        total {
          minorUnits
        }
      }
    }
  }
  cost {
    subtotal {
      minorUnits
      currencyCode
    }
    total {
      minorUnits
      currencyCode
    }
  }
}`, {"hash":"sha256:528938e281bb036a0308e241174c1c3003f1293ff1d8797c8d3f8333b7001646"}) as unknown as TypedDocumentString<CartLinesAddMutation, CartLinesAddMutationVariables>;
export const CatalogueListDocument = new TypedDocumentString(`
    query CatalogueList($first: Int!, $after: String, $filter: ProductFilter, $sort: ProductSort, $reverse: Boolean) {
  products(
    first: $first
    after: $after
    filter: $filter
    sort: $sort
    reverse: $reverse
  ) {
    nodes {
      id
      handle
      title
      priceRange {
        min {
          amount
          currencyCode
          minorUnits
        }
      }
      media {
        url
        alt
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:b038ce15bdb123f5ba24880c65ba79bc7c16270b053e2761ad2f75463f7840fb"}) as unknown as TypedDocumentString<CatalogueListQuery, CatalogueListQueryVariables>;
export const ProductPageDocument = new TypedDocumentString(`
    query ProductPage($handle: String!) {
  product(handle: $handle) {
    id
    handle
    title
    description
    options {
      name
      values
    }
    variants(first: 50) {
      nodes {
        id
        sku
        title
        price {
          amount
          minorUnits
          currencyCode
        }
        available
        quantityInMyCart
      }
    }
    shop {
      id
      name
    }
    rating {
      average
      count
    }
  }
}
    `, {"hash":"sha256:c8f3b9210bdcd3038101d9cc90c3fd558ba40cf2518e8e326bea4369167dceb9"}) as unknown as TypedDocumentString<ProductPageQuery, ProductPageQueryVariables>;
export const CheckoutStartDocument = new TypedDocumentString(`
    mutation CheckoutStart($input: CheckoutStartInput!) {
  checkoutStart(input: $input) {
    order {
      id
      accessKey
      number
      status
      total {
        minorUnits
        currencyCode
      }
      reservation {
        status
        expiresAt
      }
    }
    userErrors {
      code
      field
      message
    }
  }
}
    `, {"hash":"sha256:f6dd37d7f36651d70ae73815f001eb2848baeef5ad7e326d4a7d1488de2ae496"}) as unknown as TypedDocumentString<CheckoutStartMutation, CheckoutStartMutationVariables>;
export const PaymentSessionCreateDocument = new TypedDocumentString(`
    mutation PaymentSessionCreate($input: PaymentSessionCreateInput!) {
  paymentSessionCreate(input: $input) {
    paymentSession {
      id
      clientSecret
      url
      provider {
        name
        publishableKey
        apiBase
      }
    }
    userErrors {
      code
      field
      message
    }
  }
}
    `, {"hash":"sha256:ea773cc3ac0e1605c36cbc0ce7ae5657689215c88b7351d63eb5d7c62fe14134"}) as unknown as TypedDocumentString<PaymentSessionCreateMutation, PaymentSessionCreateMutationVariables>;
export const OrderPageDocument = new TypedDocumentString(`
    query OrderPage($id: ID, $number: String, $accessKey: String) {
  order(id: $id, number: $number, accessKey: $accessKey) {
    id
    number
    status
    total {
      minorUnits
      currencyCode
    }
    lines {
      nodes {
        title
        quantity
        total {
          minorUnits
        }
      }
    }
    paymentStatus
    payments {
      nodes {
        id
        status
        failureCode
      }
    }
    reservation {
      status
    }
  }
}
    `, {"hash":"sha256:a22f80bc168f88ae0904bf8681e0306003c5283402f74e9284cfe571a72a6812"}) as unknown as TypedDocumentString<OrderPageQuery, OrderPageQueryVariables>;