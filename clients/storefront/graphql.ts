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

/** What can be wrong with a file or its upload. */
export type FileErrorCode =
  /** A name has 1 to 255 characters, none of them a slash, a control character or a change of direction. */
  | 'INVALID_FILENAME'
  /** A picture has 1 to 10485760 bytes, an import 1 to 104857600. */
  | 'INVALID_SIZE'
  /** Something uses the file. Take it away from there first. */
  | 'IN_USE'
  /** The person has no such file. */
  | 'NOT_FOUND'
  /** Nothing was uploaded, or something else than was declared. Post the form, then repeat. */
  | 'NOT_UPLOADED'
  /** Files for this purpose are made by the server and never uploaded. */
  | 'PURPOSE_NOT_UPLOADED'
  /** Files that wait to be used would come to more than 500 MiB. Use or delete some. */
  | 'TOO_MANY_BYTES'
  /** 100 files of this person wait to be used. Use or delete some. */
  | 'TOO_MANY_FILES'
  /** Pictures are JPEG, PNG, WebP or AVIF, imports are CSV or JSON Lines. */
  | 'UNSUPPORTED_TYPE'
  /** Nothing was uploaded in time. Begin anew. */
  | 'UPLOAD_EXPIRED';

/** What a file is for. It can be used for nothing else. */
export type FilePurpose =
  /** A picture of a person. */
  | 'AVATAR'
  /** A list of products that was exported. Private, made by the server, and deleted a week later. */
  | 'PRODUCT_EXPORT'
  /** A list of products to be imported: CSV or JSON Lines in UTF-8. Private. */
  | 'PRODUCT_IMPORT'
  /** A picture of a product. */
  | 'PRODUCT_MEDIA'
  /** A picture in a review. */
  | 'REVIEW_IMAGE';

/** Why a file was refused. */
export type FileRejectionReason =
  /** What was uploaded has another size or type than was declared. */
  | 'NOT_AS_DECLARED'
  /** Nothing was uploaded. */
  | 'NOT_UPLOADED'
  /** It has more than 50 million pixels, or more than 12000 in width or height. */
  | 'TOO_MANY_PIXELS'
  /** It is damaged, no picture, or a list that is not in UTF-8. */
  | 'UNREADABLE'
  /** Its first bytes are not those of the declared type; a list holds what is no text. */
  | 'WRONG_CONTENT';

/** How far a file has come. */
export type FileStatus =
  /** In use. A picture is shown to everyone now. */
  | 'ATTACHED'
  /** Not uploaded yet, or being checked. */
  | 'PENDING'
  /** Checked and used by nothing yet. It is deleted a day later (an export a week later) unless something uses it. */
  | 'READY'
  /** Refused; `rejectionReason` says why. */
  | 'REJECTED';

/** Which job to call off. */
export type JobCancelInput = {
  /** The job. */
  jobId: string | number;
};

/** Why a row, or a whole file, is bad. The first 30 are those of edits by hand (ProductErrorCode). */
export type JobErrorCode =
  /** This is no value of the attribute. */
  | 'ATTRIBUTE_INVALID'
  /** The product's category has no such attribute. */
  | 'ATTRIBUTE_UNDEFINED'
  /** There is no such category. */
  | 'CATEGORY_NOT_FOUND'
  /** The former price must be above the price. */
  | 'COMPARE_AT_NOT_ABOVE_PRICE'
  /** The product has been changed in the meantime. Look at it again. */
  | 'CONFLICT'
  /** This is there twice. */
  | 'DUPLICATE'
  /** The column is there twice. */
  | 'DUPLICATE_COLUMN'
  /** The SKU stands in the file twice. */
  | 'DUPLICATE_SKU'
  /** The file has no rows. */
  | 'EMPTY_FILE'
  /** The picture is used by something else. */
  | 'FILE_IN_USE'
  /** There is no such picture of yours. */
  | 'FILE_NOT_FOUND'
  /** The picture has not been checked yet. */
  | 'FILE_NOT_READY'
  /** Another product has this handle. Choose another. */
  | 'HANDLE_TAKEN'
  /** Add the picture to the product first. */
  | 'IMAGE_NOT_OF_PRODUCT'
  /** Something went wrong on our side. Start the job anew: what is done already changes nothing. */
  | 'INTERRUPTED'
  /** Use small letters a to z, digits and single hyphens between them. */
  | 'INVALID_HANDLE'
  /** Enter an amount from 0 to 1,000,000,000. */
  | 'INVALID_PRICE'
  /** Use 1 to 100 letters, digits and signs without spaces. */
  | 'INVALID_SKU'
  /** This cannot be done to the product as it is now. */
  | 'INVALID_STATUS'
  /** This is no value of the column. */
  | 'INVALID_VALUE'
  /** Enter a weight in grams, at most 10 tonnes. */
  | 'INVALID_WEIGHT'
  /** From here on the file is no CSV: a quotation mark is missing, or one is too many. */
  | 'MALFORMED_CSV'
  /** The line is no JSON object. */
  | 'MALFORMED_JSON'
  /** The column is missing. */
  | 'MISSING_COLUMN'
  /** Write each word in letters of one alphabet. */
  | 'MIXED_SCRIPTS'
  /** You manage no such product. */
  | 'NOT_FOUND'
  /** The file is not in UTF-8. Save it as CSV UTF-8. */
  | 'NOT_UTF8'
  /** Choose a value of each option. */
  | 'OPTION_NOT_CHOSEN'
  /** The product has no such option. */
  | 'OPTION_UNKNOWN'
  /** A variant uses a value that is missing here. */
  | 'OPTION_VALUE_IN_USE'
  /** The option has no such value. */
  | 'OPTION_VALUE_UNKNOWN'
  /** Give every variant a price first. */
  | 'PRICE_REQUIRED'
  /** Fill this in. */
  | 'REQUIRED'
  /** Rows of this product stand further up as well. Put them together. */
  | 'ROWS_APART'
  /** The row is longer than 1 MiB. Is a quotation mark missing? */
  | 'ROW_TOO_LONG'
  /** Another variant has this SKU. Choose another. */
  | 'SKU_TAKEN'
  /** The shop has no variant with this SKU. Give a handle to add it. */
  | 'SKU_UNKNOWN'
  /** Use fewer characters. */
  | 'TOO_LONG'
  /** There are too many of these. */
  | 'TOO_MANY'
  /** A file has at most 300 columns. */
  | 'TOO_MANY_COLUMNS'
  /** A file has at most 100,000 rows. Split it. */
  | 'TOO_MANY_ROWS'
  /** There is no such column. Rename or remove it. */
  | 'UNKNOWN_COLUMN'
  /** The text holds characters that cannot be shown. */
  | 'UNPRINTABLE'
  /** There is a variant with these choices already. */
  | 'VARIANT_EXISTS'
  /** Add a variant first. */
  | 'VARIANT_REQUIRED'
  /** The row has not as many cells as there are columns. */
  | 'WRONG_CELL_COUNT';

/** What a job does. */
export type JobKind =
  /** Writes products into a file. */
  | 'PRODUCTS_EXPORT'
  /** Adds and changes products as a file says. */
  | 'PRODUCTS_IMPORT';

/** How far a job has come. */
export type JobStatus =
  /** Called off. What was written until then stays. */
  | 'CANCELLED'
  /** Over; `errors` says why. When the file was bad, nothing was written. */
  | 'FAILED'
  /** Waits for its turn: a shop's jobs run one after another. */
  | 'QUEUED'
  /** Under way. */
  | 'RUNNING'
  /** Done, without any error. */
  | 'SUCCEEDED';

/** Why a job was not started or cancelled. */
export type JobUserErrorCode =
  /** Another job has the file. Upload it again. */
  | 'FILE_IN_USE'
  /** The person has uploaded no such file with the purpose PRODUCT_IMPORT. */
  | 'FILE_NOT_FOUND'
  /** The file has not been checked yet, or was refused. */
  | 'FILE_NOT_READY'
  /** The job is over already; the payload has it. */
  | 'FINISHED'
  /** The person has used the key for another import. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** A key is 8 to 64 letters, digits, dots, colons, dashes and underscores. */
  | 'INVALID_IDEMPOTENCY_KEY'
  /** There is no such open shop, or job, that the viewer manages. */
  | 'NOT_FOUND'
  /** Ten jobs of the shop are waiting or under way. */
  | 'TOO_MANY_JOBS';

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

/** What the product, or a variant of it, says about an attribute. */
export type ProductAttributeFilter = {
  /** The attribute's key, as its category defines it. */
  key: string;
  /** The value, a number or `true` and `false` as text. Case and accents do not matter. */
  value: string;
};

/** How products stand in a file. */
export type ProductFileFormat =
  /** Comma-separated values, in UTF-8. The first row names the columns. */
  | 'CSV'
  /** JSON Lines, in UTF-8: on each line one object whose keys are the columns. */
  | 'JSONL';

/** Which products a list has: those that fit everything given. */
export type ProductFilter = {
  /** Attributes that shoppers can filter by. Values of one are alternatives; different ones must all fit. */
  attributes?: Array<ProductAttributeFilter> | null | undefined;
  /** Only products of this category and those below it. */
  category?: string | number | null | undefined;
  /** Only products that can be bought now; with false, only the others. */
  inStock?: boolean | null | undefined;
  /** Only products with ratings whose average is at least this, 0 to 5. */
  minRating?: number | null | undefined;
  /** Choices that are offered. Values of one option are alternatives; different options must all be there. */
  options?: Array<ProductOptionFilter> | null | undefined;
  /** Only products whose lowest price lies within. */
  price?: ProductPriceFilter | null | undefined;
  /** Words, or their beginnings, that must all occur in title, categories, choices, SKUs or description. */
  query?: string | null | undefined;
  /** Only products of this shop. */
  shop?: string | number | null | undefined;
  /** Only products with all these tags. */
  tags?: Array<string> | null | undefined;
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
  /** The shopper's currency: only products that are sold in it, also without bounds. EUR when not given. */
  currencyCode?: CurrencyCode | null | undefined;
  /** At most so much, in minor units of the currency. */
  max?: number | null | undefined;
  /** At least so much, in minor units of the currency. */
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
  /** By their lowest price in EUR, the cheapest first; those without one stand at the end. By `filter.price.currencyCode` where it is given. */
  | 'PRICE'
  /** By the average of their ratings, the best first, and among equals the most often rated. */
  | 'RATING'
  /** By how well they fit the words searched for, which must be given, the best first. Of more than 1,000 matches, the list has 1,000, those with all words in the title before others. */
  | 'RELEVANCE';

/** How far a product has come. */
export type ProductStatus =
  /** On sale, for everyone to see. */
  | 'ACTIVE'
  /** Out of the way. Only members of the shop see it. */
  | 'ARCHIVED'
  /** Being worked on. Only members of the shop see it. */
  | 'DRAFT';

/** Which products to export. */
export type ProductsExportFilter = {
  /** Those of one of these; all without it. */
  statuses?: Array<ProductStatus> | null | undefined;
};

/** Which products to export, and how. */
export type ProductsExportInput = {
  /** Which products; all without it. */
  filter?: ProductsExportFilter | null | undefined;
  /** How the file is to be written. */
  format: ProductFileFormat;
  /** The shop. */
  shopId: string | number;
};

/** Which file to import, into which shop. */
export type ProductsImportInput = {
  /** Only checks every row; nothing is written. */
  dryRun?: boolean;
  /** The file: uploaded with the purpose PRODUCT_IMPORT, and READY. */
  fileId: string | number;
  /** How the file is written. */
  format: ProductFileFormat;
  /** 8 to 64 characters of your choice. The same key again, with the same input, answers with the same job. */
  idempotencyKey: string;
  /** The shop. */
  shopId: string | number;
};

/** What the viewer thinks of something that they bought. */
export type ReviewCreateInput = {
  /** At most 500 characters. */
  comment?: string | null | undefined;
  /** At most five READY files of theirs with purpose REVIEW_IMAGE. */
  imageFileIds?: Array<string | number> | null | undefined;
  /** The line of a paid order of theirs. */
  orderLineId: string | number;
  /** From 1 to 5. */
  rating: number;
  /** At most 100 characters on one line, each word in one alphabet. */
  title?: string | null | undefined;
};

/** Why nothing became of a review, a reply, a report or a decision. */
export type ReviewErrorCode =
  /** The viewer has reported it before. */
  | 'ALREADY_REPORTED'
  /** The order line has a review. */
  | 'ALREADY_REVIEWED'
  /** A comment has at most 500 characters. */
  | 'COMMENT_TOO_LONG'
  /** The comment holds a control character or an invisible mark. */
  | 'COMMENT_UNPRINTABLE'
  /** The review has changed since the expected version; the payload has it as it is now. */
  | 'CONFLICT'
  /** The viewer has no such file that was uploaded for a review. */
  | 'IMAGE_NOT_FOUND'
  /** The file has not been checked yet, or was refused. */
  | 'IMAGE_NOT_READY'
  /** The same file is there before. */
  | 'IMAGE_REPEATED'
  /** Another review uses the file. */
  | 'IMAGE_TAKEN'
  /** It is not there, or not the viewer's: a review, or an order line that they paid for. */
  | 'NOT_FOUND'
  /** The viewer is a member of the shop that sold it. */
  | 'OWN_PRODUCT'
  /** The viewer wrote it. */
  | 'OWN_REVIEW'
  /** A rating is 1, 2, 3, 4 or 5. */
  | 'RATING_OUT_OF_RANGE'
  /** A decision has a reason. */
  | 'REASON_EMPTY'
  /** A reason has at most 500 characters. */
  | 'REASON_TOO_LONG'
  /** The reason holds a control character or an invisible mark. */
  | 'REASON_UNPRINTABLE'
  /** A reply has at most 500 characters. */
  | 'REPLY_TOO_LONG'
  /** The reply holds a control character or an invisible mark. */
  | 'REPLY_UNPRINTABLE'
  /** A word of the title mixes alphabets, as if to look like another. */
  | 'TITLE_MIXED_SCRIPTS'
  /** A title has at most 100 characters. */
  | 'TITLE_TOO_LONG'
  /** The title holds a line end, a control character or an invisible mark. */
  | 'TITLE_UNPRINTABLE'
  /** A review has at most five pictures. */
  | 'TOO_MANY_IMAGES'
  /** The viewer has written 30 reviews, changes and reports today (UTC). */
  | 'TOO_MANY_WRITES'
  /** Its status does not allow the action, perhaps because another moderator was faster. */
  | 'WRONG_STATUS';

/** What a list of reviews is ordered by. */
export type ReviewSort =
  /** By stars, five first; equal ones the latest first. */
  | 'HIGHEST_RATING'
  /** By stars, one first; equal ones the earliest first. */
  | 'LOWEST_RATING'
  /** By when they were written, the latest first. */
  | 'NEWEST'
  /** By when they were written, the earliest first. */
  | 'OLDEST';

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

/** Which upload is done. */
export type UploadCompleteInput = {
  /** The file. */
  fileId: string | number;
};

/** What is going to be uploaded. */
export type UploadCreateInput = {
  /** `image/jpeg`, `image/png`, `image/webp` or `image/avif`; for an import `text/csv` or `application/x-ndjson`. */
  contentType: string;
  /** What it is called, 1 to 255 characters. Shown to its owner, used for nothing. */
  filename: string;
  /** What it is for. */
  purpose: FilePurpose;
  /** Exactly how many bytes: 1 to 10485760, for an import 1 to 104857600. */
  sizeBytes: number;
};

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

export type CartContentsFragment = { id: string, status: CartStatus, version: number, taxIncluded: boolean, lines: { nodes: Array<{ id: string, quantity: number, variant: { id: string } | null, cost: { subtotal: { minorUnits: number }, discounts: { minorUnits: number }, total: { minorUnits: number } } }> }, cost: { subtotal: { minorUnits: number, currencyCode: CurrencyCode }, discounts: { minorUnits: number }, shipping: { minorUnits: number }, tax: { minorUnits: number } | null, total: { minorUnits: number, currencyCode: CurrencyCode } } };

export type CartPageQueryVariables = Exact<{
  id: string | number;
}>;


export type CartPageQuery = { cart: { id: string, status: CartStatus, version: number, taxIncluded: boolean, lines: { nodes: Array<{ id: string, quantity: number, variant: { id: string } | null, cost: { subtotal: { minorUnits: number }, discounts: { minorUnits: number }, total: { minorUnits: number } } }> }, cost: { subtotal: { minorUnits: number, currencyCode: CurrencyCode }, discounts: { minorUnits: number }, shipping: { minorUnits: number }, tax: { minorUnits: number } | null, total: { minorUnits: number, currencyCode: CurrencyCode } } } | null };

export type CartCreateMutationVariables = Exact<{
  input: CartCreateInput;
}>;


export type CartCreateMutation = { cartCreate: { cart: { id: string, status: CartStatus, version: number, taxIncluded: boolean, lines: { nodes: Array<{ id: string, quantity: number, variant: { id: string } | null, cost: { subtotal: { minorUnits: number }, discounts: { minorUnits: number }, total: { minorUnits: number } } }> }, cost: { subtotal: { minorUnits: number, currencyCode: CurrencyCode }, discounts: { minorUnits: number }, shipping: { minorUnits: number }, tax: { minorUnits: number } | null, total: { minorUnits: number, currencyCode: CurrencyCode } } } | null, userErrors: Array<{ code: CartErrorCode, field: Array<string> | null, message: string }>, warnings: Array<{ code: CartWarningCode, field: Array<string>, message: string }> } };

export type CartLinesAddMutationVariables = Exact<{
  input: CartLinesAddInput;
}>;


export type CartLinesAddMutation = { cartLinesAdd: { cart: { id: string, status: CartStatus, version: number, taxIncluded: boolean, lines: { nodes: Array<{ id: string, quantity: number, variant: { id: string } | null, cost: { subtotal: { minorUnits: number }, discounts: { minorUnits: number }, total: { minorUnits: number } } }> }, cost: { subtotal: { minorUnits: number, currencyCode: CurrencyCode }, discounts: { minorUnits: number }, shipping: { minorUnits: number }, tax: { minorUnits: number } | null, total: { minorUnits: number, currencyCode: CurrencyCode } } } | null, userErrors: Array<{ code: CartErrorCode, field: Array<string> | null, message: string }>, warnings: Array<{ code: CartWarningCode, field: Array<string>, message: string }> } };

export type ImportProductsMutationVariables = Exact<{
  input: ProductsImportInput;
}>;


export type ImportProductsMutation = { productsImport: { job: { id: string, kind: JobKind, status: JobStatus, dryRun: boolean, progress: number, done: number, total: number | null, productsCreated: number, productsChanged: number, errorCount: number, createdAt: string, finishedAt: string | null } | null, userErrors: Array<{ code: JobUserErrorCode, message: string, field: Array<string> | null }> } };

export type ExportProductsMutationVariables = Exact<{
  input: ProductsExportInput;
}>;


export type ExportProductsMutation = { productsExport: { job: { id: string, kind: JobKind, status: JobStatus, dryRun: boolean, progress: number, done: number, total: number | null, productsCreated: number, productsChanged: number, errorCount: number, createdAt: string, finishedAt: string | null } | null, userErrors: Array<{ code: JobUserErrorCode, message: string, field: Array<string> | null }> } };

export type CancelJobMutationVariables = Exact<{
  input: JobCancelInput;
}>;


export type CancelJobMutation = { jobCancel: { job: { id: string, kind: JobKind, status: JobStatus, dryRun: boolean, progress: number, done: number, total: number | null, productsCreated: number, productsChanged: number, errorCount: number, createdAt: string, finishedAt: string | null } | null, userErrors: Array<{ code: JobUserErrorCode, message: string, field: Array<string> | null }> } };

export type FollowJobQueryVariables = Exact<{
  id: string | number;
  errorsAfter?: string | null | undefined;
}>;


export type FollowJobQuery = { job: { id: string, kind: JobKind, status: JobStatus, dryRun: boolean, progress: number, done: number, total: number | null, productsCreated: number, productsChanged: number, errorCount: number, createdAt: string, finishedAt: string | null, errors: { totalCount: number | null, nodes: Array<{ row: number | null, field: Array<string>, code: JobErrorCode, message: string, sku: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, resultFile: { id: string, url: string | null } | null } | null };

export type JobProgressFragment = { id: string, kind: JobKind, status: JobStatus, dryRun: boolean, progress: number, done: number, total: number | null, productsCreated: number, productsChanged: number, errorCount: number, createdAt: string, finishedAt: string | null };

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


export type ProductPageQuery = { product: { id: string, handle: string, title: string, description: string, seo: { title: string | null, description: string | null }, breadcrumbs: Array<{ handle: string, name: string }>, media: Array<{ url: string, alt: string, width: number, height: number }>, attributes: Array<{ key: string, name: string, unit: string | null, text: string | null, number: number | null, boolean: boolean | null }>, options: Array<{ name: string, values: Array<string> }>, variants: { nodes: Array<{ id: string, sku: string, title: string, available: boolean, quantityInMyCart: number | null, price: { amount: string, minorUnits: number, currencyCode: CurrencyCode } | null, compareAtPrice: { amount: string, minorUnits: number, currencyCode: CurrencyCode } | null, selectedOptions: Array<{ name: string, value: string }> }> }, shop: { id: string, name: string } | null, rating: { average: number | null, count: number, histogram: Array<{ stars: number, count: number }> } } | null };

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

export type ProductReviewsQueryVariables = Exact<{
  handle: string;
  first: number;
  after?: string | null | undefined;
  sort?: ReviewSort | null | undefined;
  ratings?: Array<number> | number | null | undefined;
}>;


export type ProductReviewsQuery = { product: { id: string, rating: { average: number | null, count: number, histogram: Array<{ stars: number, count: number }> }, reviews: { totalCount: number | null, nodes: Array<{ id: string, rating: number, title: string | null, comment: string | null, isVerified: boolean, createdAt: string, author: { id: string, displayName: string } | null, images: Array<{ id: string, url: string | null }>, reply: { text: string, repliedAt: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type ReviewCreateMutationVariables = Exact<{
  input: ReviewCreateInput;
}>;


export type ReviewCreateMutation = { reviewCreate: { review: { id: string, rating: number, title: string | null, comment: string | null, version: number } | null, userErrors: Array<{ code: ReviewErrorCode, message: string, field: Array<string> | null }> } };

export type SearchPageQueryVariables = Exact<{
  query?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
  filter?: ProductFilter | null | undefined;
  sort?: ProductSort | null | undefined;
  reverse?: boolean | null | undefined;
  currencyCode: CurrencyCode;
}>;


export type SearchPageQuery = { search: { correctedQuery: string | null, totalCount: number | null, edges: Array<{ cursor: string, highlights: Array<{ field: string, parts: Array<{ text: string, isMatch: boolean }> }>, node: { id: string, handle: string, title: string, priceRange: { min: { amount: string, currencyCode: CurrencyCode, minorUnits: number } } | null, media: Array<{ url: string, alt: string }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, facets: { isExact: boolean, categories: Array<{ count: number, category: { id: string, name: string } }>, prices: Array<{ count: number, min: { amount: string, currencyCode: CurrencyCode, minorUnits: number }, max: { amount: string, currencyCode: CurrencyCode, minorUnits: number } | null }>, ratings: Array<{ min: number, count: number }>, inStock: Array<{ value: boolean, count: number }>, options: Array<{ name: string, values: Array<{ value: string, count: number }> }>, attributes: Array<{ key: string, name: string, values: Array<{ value: string, count: number }> }> } } | null };

export type SearchListQueryVariables = Exact<{
  query: string;
  first: number;
  after?: string | null | undefined;
}>;


export type SearchListQuery = { search: { correctedQuery: string | null, nodes: Array<{ id: string, handle: string, title: string, priceRange: { min: { amount: string, currencyCode: CurrencyCode, minorUnits: number } } | null, media: Array<{ url: string, alt: string }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type SearchSuggestionsQueryVariables = Exact<{
  query: string;
  first?: number | null | undefined;
}>;


export type SearchSuggestionsQuery = { searchSuggestions: { terms: Array<string>, products: Array<{ id: string, handle: string, title: string }>, categories: Array<{ id: string, handle: string, name: string }> } | null };

export type UploadCreateMutationVariables = Exact<{
  input: UploadCreateInput;
}>;


export type UploadCreateMutation = { uploadCreate: { upload: { url: string, expiresAt: string, file: { id: string }, fields: Array<{ name: string, value: string }> } | null, userErrors: Array<{ code: FileErrorCode, field: Array<string> | null, message: string }> } };

export type UploadCompleteMutationVariables = Exact<{
  input: UploadCompleteInput;
}>;


export type UploadCompleteMutation = { uploadComplete: { file: { id: string, status: FileStatus } | null, userErrors: Array<{ code: FileErrorCode, field: Array<string> | null, message: string }> } };

export type FollowUploadQueryVariables = Exact<{
  id: string | number;
}>;


export type FollowUploadQuery = { file: { id: string, status: FileStatus, rejectionReason: FileRejectionReason | null } | null };

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
        subtotal {
          minorUnits
        }
        discounts {
          minorUnits
        }
        total {
          minorUnits
        }
      }
    }
  }
  taxIncluded
  cost {
    subtotal {
      minorUnits
      currencyCode
    }
    discounts {
      minorUnits
    }
    shipping {
      minorUnits
    }
    tax {
      minorUnits
    }
    total {
      minorUnits
      currencyCode
    }
  }
}
    `, {"fragmentName":"CartContents"}) as unknown as TypedDocumentString<CartContentsFragment, unknown>;
export const JobProgressFragmentDoc = new TypedDocumentString(`
    fragment JobProgress on Job {
  id
  kind
  status
  dryRun
  progress
  done
  total
  productsCreated
  productsChanged
  errorCount
  createdAt
  finishedAt
}
    `, {"fragmentName":"JobProgress"}) as unknown as TypedDocumentString<JobProgressFragment, unknown>;
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
        subtotal {
          minorUnits
        }
        discounts {
          minorUnits
        }
        total {
          minorUnits
        }
      }
    }
  }
  taxIncluded
  cost {
    subtotal {
      minorUnits
      currencyCode
    }
    discounts {
      minorUnits
    }
    shipping {
      minorUnits
    }
    tax {
      minorUnits
    }
    total {
      minorUnits
      currencyCode
    }
  }
}`, {"hash":"sha256:602debe576d84dcfa19de7097a335a18e5a05a304ca294ff53e3eb3e4aadc0e7"}) as unknown as TypedDocumentString<CartPageQuery, CartPageQueryVariables>;
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
        subtotal {
          minorUnits
        }
        discounts {
          minorUnits
        }
        total {
          minorUnits
        }
      }
    }
  }
  taxIncluded
  cost {
    subtotal {
      minorUnits
      currencyCode
    }
    discounts {
      minorUnits
    }
    shipping {
      minorUnits
    }
    tax {
      minorUnits
    }
    total {
      minorUnits
      currencyCode
    }
  }
}`, {"hash":"sha256:6f27bdf4ce98f2b6a7969173633f33a393f03e0df65f3c9a62eb2f2ba95bbe8c"}) as unknown as TypedDocumentString<CartCreateMutation, CartCreateMutationVariables>;
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
        subtotal {
          minorUnits
        }
        discounts {
          minorUnits
        }
        total {
          minorUnits
        }
      }
    }
  }
  taxIncluded
  cost {
    subtotal {
      minorUnits
      currencyCode
    }
    discounts {
      minorUnits
    }
    shipping {
      minorUnits
    }
    tax {
      minorUnits
    }
    total {
      minorUnits
      currencyCode
    }
  }
}`, {"hash":"sha256:466486f72305924eade93d5dcbf437b2bf045c916d384020afffaf2c248af341"}) as unknown as TypedDocumentString<CartLinesAddMutation, CartLinesAddMutationVariables>;
export const ImportProductsDocument = new TypedDocumentString(`
    mutation ImportProducts($input: ProductsImportInput!) {
  productsImport(input: $input) {
    job {
      ...JobProgress
    }
    userErrors {
      code
      message
      field
    }
  }
}
    fragment JobProgress on Job {
  id
  kind
  status
  dryRun
  progress
  done
  total
  productsCreated
  productsChanged
  errorCount
  createdAt
  finishedAt
}`, {"hash":"sha256:529b54b050b821be146180f2af21033ef96cb3b71b9cc982a25976da372bd230"}) as unknown as TypedDocumentString<ImportProductsMutation, ImportProductsMutationVariables>;
export const ExportProductsDocument = new TypedDocumentString(`
    mutation ExportProducts($input: ProductsExportInput!) {
  productsExport(input: $input) {
    job {
      ...JobProgress
    }
    userErrors {
      code
      message
      field
    }
  }
}
    fragment JobProgress on Job {
  id
  kind
  status
  dryRun
  progress
  done
  total
  productsCreated
  productsChanged
  errorCount
  createdAt
  finishedAt
}`, {"hash":"sha256:3e3bacb3518a70df0638c2546bbd62185fc0da5d29cd634914ec870bb2c7a35e"}) as unknown as TypedDocumentString<ExportProductsMutation, ExportProductsMutationVariables>;
export const CancelJobDocument = new TypedDocumentString(`
    mutation CancelJob($input: JobCancelInput!) {
  jobCancel(input: $input) {
    job {
      ...JobProgress
    }
    userErrors {
      code
      message
      field
    }
  }
}
    fragment JobProgress on Job {
  id
  kind
  status
  dryRun
  progress
  done
  total
  productsCreated
  productsChanged
  errorCount
  createdAt
  finishedAt
}`, {"hash":"sha256:e08616ca0a51d0e54a2491370eb51cbce431457bb6760008357984e0f3bd85bc"}) as unknown as TypedDocumentString<CancelJobMutation, CancelJobMutationVariables>;
export const FollowJobDocument = new TypedDocumentString(`
    query FollowJob($id: ID!, $errorsAfter: String) {
  job(id: $id) {
    ...JobProgress
    errors(first: 50, after: $errorsAfter) {
      totalCount
      nodes {
        row
        field
        code
        message
        sku
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
    resultFile {
      id
      url
    }
  }
}
    fragment JobProgress on Job {
  id
  kind
  status
  dryRun
  progress
  done
  total
  productsCreated
  productsChanged
  errorCount
  createdAt
  finishedAt
}`, {"hash":"sha256:607703020707e2c4cca85c9da341bed2b190513a83b770f055c6de932e348a87"}) as unknown as TypedDocumentString<FollowJobQuery, FollowJobQueryVariables>;
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
    seo {
      title
      description
    }
    breadcrumbs {
      handle
      name
    }
    media {
      url
      alt
      width
      height
    }
    attributes {
      key
      name
      unit
      text
      number
      boolean
    }
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
        compareAtPrice {
          amount
          minorUnits
          currencyCode
        }
        selectedOptions {
          name
          value
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
      histogram {
        stars
        count
      }
    }
  }
}
    `, {"hash":"sha256:09345fc2fb203ef1a0afe32b01bd7a5deb36c2f6aaaddb5c0b99f716706d59d5"}) as unknown as TypedDocumentString<ProductPageQuery, ProductPageQueryVariables>;
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
export const ProductReviewsDocument = new TypedDocumentString(`
    query ProductReviews($handle: String!, $first: Int!, $after: String, $sort: ReviewSort, $ratings: [Int!]) {
  product(handle: $handle) {
    id
    rating {
      average
      count
      histogram {
        stars
        count
      }
    }
    reviews(first: $first, after: $after, sort: $sort, ratings: $ratings) {
      totalCount
      nodes {
        id
        rating
        title
        comment
        isVerified
        createdAt
        author {
          id
          displayName
        }
        images {
          id
          url(width: 480)
        }
        reply {
          text
          repliedAt
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `, {"hash":"sha256:4afd01cbb04d312b5ca4e71eabf0308c434ce5c371fdcd90ea619d4bcced8a9f"}) as unknown as TypedDocumentString<ProductReviewsQuery, ProductReviewsQueryVariables>;
export const ReviewCreateDocument = new TypedDocumentString(`
    mutation ReviewCreate($input: ReviewCreateInput!) {
  reviewCreate(input: $input) {
    review {
      id
      rating
      title
      comment
      version
    }
    userErrors {
      code
      message
      field
    }
  }
}
    `, {"hash":"sha256:95ca930611c845274fface02c697ea2af145e401385a33e52aa1da19478ed421"}) as unknown as TypedDocumentString<ReviewCreateMutation, ReviewCreateMutationVariables>;
export const SearchPageDocument = new TypedDocumentString(`
    query SearchPage($query: String, $first: Int!, $after: String, $filter: ProductFilter, $sort: ProductSort, $reverse: Boolean, $currencyCode: CurrencyCode!) {
  search(
    query: $query
    first: $first
    after: $after
    filter: $filter
    sort: $sort
    reverse: $reverse
  ) {
    edges {
      cursor
      highlights {
        field
        parts {
          text
          isMatch
        }
      }
      node {
        id
        handle
        title
        priceRange(currencyCode: $currencyCode) {
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
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    correctedQuery
    totalCount
    facets {
      isExact
      categories {
        category {
          id
          name
        }
        count
      }
      prices {
        min {
          amount
          currencyCode
          minorUnits
        }
        max {
          amount
          currencyCode
          minorUnits
        }
        count
      }
      ratings {
        min
        count
      }
      inStock {
        value
        count
      }
      options {
        name
        values {
          value
          count
        }
      }
      attributes {
        key
        name
        values {
          value
          count
        }
      }
    }
  }
}
    `, {"hash":"sha256:a82a895ce0fe1675216bb04ef1770d75404a6f5ab107ca0d9ffb09b3d29fb5e0"}) as unknown as TypedDocumentString<SearchPageQuery, SearchPageQueryVariables>;
export const SearchListDocument = new TypedDocumentString(`
    query SearchList($query: String!, $first: Int!, $after: String) {
  search(query: $query, first: $first, after: $after) {
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
    correctedQuery
  }
}
    `, {"hash":"sha256:0ce1e1cd36b8d5fdf3dff8295c48164f7db0f368e147f0c32accbac0134c4cff"}) as unknown as TypedDocumentString<SearchListQuery, SearchListQueryVariables>;
export const SearchSuggestionsDocument = new TypedDocumentString(`
    query SearchSuggestions($query: String!, $first: Int) {
  searchSuggestions(query: $query, first: $first) {
    terms
    products {
      id
      handle
      title
    }
    categories {
      id
      handle
      name
    }
  }
}
    `, {"hash":"sha256:b2c5f81a33567802d3b2a428d658a22b5b321d6d2952cfc4a408bff62d75c25c"}) as unknown as TypedDocumentString<SearchSuggestionsQuery, SearchSuggestionsQueryVariables>;
export const UploadCreateDocument = new TypedDocumentString(`
    mutation UploadCreate($input: UploadCreateInput!) {
  uploadCreate(input: $input) {
    upload {
      file {
        id
      }
      url
      fields {
        name
        value
      }
      expiresAt
    }
    userErrors {
      code
      field
      message
    }
  }
}
    `, {"hash":"sha256:234171eca34e69339d698f697ecb6de7a9430bf3a70c0998568686ec68e60322"}) as unknown as TypedDocumentString<UploadCreateMutation, UploadCreateMutationVariables>;
export const UploadCompleteDocument = new TypedDocumentString(`
    mutation UploadComplete($input: UploadCompleteInput!) {
  uploadComplete(input: $input) {
    file {
      id
      status
    }
    userErrors {
      code
      field
      message
    }
  }
}
    `, {"hash":"sha256:e9dac90e60b984b63f39643e4c83604f65aeec524b06ad5c81ec390ad32341e0"}) as unknown as TypedDocumentString<UploadCompleteMutation, UploadCompleteMutationVariables>;
export const FollowUploadDocument = new TypedDocumentString(`
    query FollowUpload($id: ID!) {
  file(id: $id) {
    id
    status
    rejectionReason
  }
}
    `, {"hash":"sha256:aea739a85c82035ab869a2ad007536ab0b42225e32c29de4ab5e917683c01407"}) as unknown as TypedDocumentString<FollowUploadQuery, FollowUploadQueryVariables>;