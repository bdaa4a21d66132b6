import { GraphQLScalarType, Kind } from "graphql";
import { GraphQLSafeInt } from "graphql-scalars";
import { Directive, Field, ObjectType, registerEnumType } from "type-graphql";
import { CURRENCY_CODES, type CurrencyCode } from "./currency.ts";
import { type Money, toDecimal } from "./money.ts";

export const CurrencyCodeEnum = Object.fromEntries(CURRENCY_CODES.map((code) => [code, code])) as {
  [Code in CurrencyCode]: Code;
};
registerEnumType(CurrencyCodeEnum, {
  name: "CurrencyCode",
  description: "ISO 4217 alphabetic currency code.",
  valuesConfig: Object.fromEntries(
    CURRENCY_CODES.map((code) => [code, { description: `ISO 4217 currency ${code}.` }]),
  ) as Record<CurrencyCode, { description: string }>,
});

const digits = (value: unknown): string => {
  if (typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value)) return value;
  throw new TypeError("a Decimal is a string of digits with an optional point");
};

/** A decimal number as text, so that no client reads it into a binary float by accident. */
export const DecimalScalar = new GraphQLScalarType({
  name: "Decimal",
  description: 'An exact decimal number as a string, e.g. "12.50". Never parse it into a binary float to calculate.',
  serialize: digits,
  parseValue: digits,
  parseLiteral: (node) => digits(node.kind === Kind.STRING ? node.value : undefined),
});

@ObjectType("Money", { description: "An exact amount of money in one currency." })
@Directive("@shareable")
export class MoneyType {
  @Field(() => DecimalScalar, {
    description: 'The amount in major units with the currency\'s own digits, e.g. "12.50".',
  })
  amount!: string;

  @Field(() => CurrencyCodeEnum, { description: "The currency of the amount." })
  currencyCode!: CurrencyCode;

  @Field(() => GraphQLSafeInt, {
    description: "The amount in the currency's minor unit, e.g. 1250 for 12.50 EUR. Calculate with this one.",
  })
  minorUnits!: number;
}

/** @throws RangeError when the amount is beyond 2^53-1 minor units, which a JSON number cannot carry exactly. */
export function toMoneyType(value: Money): MoneyType {
  const minorUnits = Number(value.minor);
  if (!Number.isSafeInteger(minorUnits)) throw new RangeError(`amount ${value.minor} is not a safe integer`);
  return { amount: toDecimal(value), currencyCode: value.currency, minorUnits };
}
