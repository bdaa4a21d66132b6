import { Field, ObjectType, registerEnumType } from "type-graphql";
import { UserErrorType } from "#platform/graphql/user-error.type.ts";
import type { ProductErrorCode, ProductProblem } from "./product-problem.ts";

export const ProductErrorCodeEnum: { [Code in ProductErrorCode]: Code } = {
  REQUIRED: "REQUIRED",
  TOO_LONG: "TOO_LONG",
  UNPRINTABLE: "UNPRINTABLE",
  MIXED_SCRIPTS: "MIXED_SCRIPTS",
  TOO_MANY: "TOO_MANY",
  DUPLICATE: "DUPLICATE",
  INVALID_HANDLE: "INVALID_HANDLE",
  HANDLE_TAKEN: "HANDLE_TAKEN",
  INVALID_SKU: "INVALID_SKU",
  SKU_TAKEN: "SKU_TAKEN",
  INVALID_PRICE: "INVALID_PRICE",
  COMPARE_AT_NOT_ABOVE_PRICE: "COMPARE_AT_NOT_ABOVE_PRICE",
  INVALID_WEIGHT: "INVALID_WEIGHT",
  OPTION_NOT_CHOSEN: "OPTION_NOT_CHOSEN",
  OPTION_UNKNOWN: "OPTION_UNKNOWN",
  OPTION_VALUE_UNKNOWN: "OPTION_VALUE_UNKNOWN",
  OPTION_VALUE_IN_USE: "OPTION_VALUE_IN_USE",
  VARIANT_EXISTS: "VARIANT_EXISTS",
  CATEGORY_NOT_FOUND: "CATEGORY_NOT_FOUND",
  ATTRIBUTE_UNDEFINED: "ATTRIBUTE_UNDEFINED",
  ATTRIBUTE_INVALID: "ATTRIBUTE_INVALID",
  FILE_NOT_FOUND: "FILE_NOT_FOUND",
  FILE_NOT_READY: "FILE_NOT_READY",
  FILE_IN_USE: "FILE_IN_USE",
  IMAGE_NOT_OF_PRODUCT: "IMAGE_NOT_OF_PRODUCT",
  VARIANT_REQUIRED: "VARIANT_REQUIRED",
  PRICE_REQUIRED: "PRICE_REQUIRED",
  INVALID_STATUS: "INVALID_STATUS",
  NOT_FOUND: "NOT_FOUND",
  CONFLICT: "CONFLICT",
};
registerEnumType(ProductErrorCodeEnum, {
  name: "ProductErrorCode",
  description: "Why a product or a variant was not added or changed. `field` says where.",
  valuesConfig: {
    REQUIRED: { description: "Something is needed here." },
    TOO_LONG: { description: "The text is longer than the field's description allows." },
    UNPRINTABLE: { description: "The text holds a line end, a control character or an invisible mark." },
    MIXED_SCRIPTS: { description: "A word mixes alphabets, as if to look like another." },
    TOO_MANY: { description: "The list is longer than it may be." },
    DUPLICATE: { description: "The same stands in the list before." },
    INVALID_HANDLE: {
      description: "A handle is words of small Latin letters and digits, joined by single hyphens, at most 200.",
    },
    HANDLE_TAKEN: {
      description: "Another product has this handle, or had it: former handles lead to their product for ever.",
    },
    INVALID_SKU: { description: "A SKU is 1 to 100 printable ASCII characters without spaces." },
    SKU_TAKEN: { description: "A variant, of this or another product of the platform, has this SKU." },
    INVALID_PRICE: { description: "An amount is whole minor units from 0 to 100000000000." },
    COMPARE_AT_NOT_ABOVE_PRICE: { description: "What something cost before is more than what it costs." },
    INVALID_WEIGHT: { description: "A weight is whole grams from 0 to 10000000." },
    OPTION_NOT_CHOSEN: { description: "A variant chooses one value of each option of its product." },
    OPTION_UNKNOWN: { description: "The product has no option of that name." },
    OPTION_VALUE_UNKNOWN: { description: "The option has no such value; add it to the option first." },
    OPTION_VALUE_IN_USE: { description: "A variant has a value that the option would lose." },
    VARIANT_EXISTS: { description: "Two variants would have the same choices." },
    CATEGORY_NOT_FOUND: { description: "There is no such category that the shop can use." },
    ATTRIBUTE_UNDEFINED: { description: "Neither the main category nor one above it defines this attribute." },
    ATTRIBUTE_INVALID: {
      description: "The value is not of the attribute's type, not one of its choices, or not exactly one.",
    },
    FILE_NOT_FOUND: { description: "The person has no such file for product media, or the product no such picture." },
    FILE_NOT_READY: { description: "The file has not been checked yet, or was refused." },
    FILE_IN_USE: { description: "Something else uses the file." },
    IMAGE_NOT_OF_PRODUCT: { description: "A variant shows one of its product's pictures." },
    VARIANT_REQUIRED: { description: "A product on sale has a variant." },
    PRICE_REQUIRED: { description: "Every variant of a product on sale has a price." },
    INVALID_STATUS: { description: "The product's status does not allow this." },
    NOT_FOUND: { description: "There is no such product, variant or shop that the viewer manages." },
    CONFLICT: { description: "The product has changed since the expected version; the payload has it as it is now." },
  },
});

const MESSAGES: Record<ProductErrorCode, string> = {
  REQUIRED: "Fill this in.",
  TOO_LONG: "Use fewer characters.",
  UNPRINTABLE: "The text holds characters that cannot be shown.",
  MIXED_SCRIPTS: "Write each word in letters of one alphabet.",
  TOO_MANY: "There are too many of these.",
  DUPLICATE: "This is there twice.",
  INVALID_HANDLE: "Use small letters a to z, digits and single hyphens between them.",
  HANDLE_TAKEN: "Another product has this handle. Choose another.",
  INVALID_SKU: "Use 1 to 100 letters, digits and signs without spaces.",
  SKU_TAKEN: "Another variant has this SKU. Choose another.",
  INVALID_PRICE: "Enter an amount from 0 to 1,000,000,000.",
  COMPARE_AT_NOT_ABOVE_PRICE: "The former price must be above the price.",
  INVALID_WEIGHT: "Enter a weight in grams, at most 10 tonnes.",
  OPTION_NOT_CHOSEN: "Choose a value of each option.",
  OPTION_UNKNOWN: "The product has no such option.",
  OPTION_VALUE_UNKNOWN: "The option has no such value.",
  OPTION_VALUE_IN_USE: "A variant uses a value that is missing here.",
  VARIANT_EXISTS: "There is a variant with these choices already.",
  CATEGORY_NOT_FOUND: "There is no such category.",
  ATTRIBUTE_UNDEFINED: "The product's category has no such attribute.",
  ATTRIBUTE_INVALID: "This is no value of the attribute.",
  FILE_NOT_FOUND: "There is no such picture of yours.",
  FILE_NOT_READY: "The picture has not been checked yet.",
  FILE_IN_USE: "The picture is used by something else.",
  IMAGE_NOT_OF_PRODUCT: "Add the picture to the product first.",
  VARIANT_REQUIRED: "Add a variant first.",
  PRICE_REQUIRED: "Give every variant a price first.",
  INVALID_STATUS: "This cannot be done to the product as it is now.",
  NOT_FOUND: "You manage no such product.",
  CONFLICT: "The product has been changed in the meantime. Look at it again.",
};

@ObjectType("ProductUserError", {
  implements: UserErrorType,
  description: "Something about a product that whoever edits it can fix.",
})
export class ProductUserErrorType extends UserErrorType {
  @Field(() => ProductErrorCodeEnum, { description: "What is wrong, for a program to branch on." })
  code!: ProductErrorCode;
}

export const productUserError = ({ code, field }: ProductProblem): ProductUserErrorType => ({
  code,
  message: MESSAGES[code],
  field: field && [...field],
});
