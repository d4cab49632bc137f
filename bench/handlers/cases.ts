import { isDeepStrictEqual } from "node:util";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { NewProduct } from "../../functions/products/product";
import { EMPTY } from "./build";
import { createEvent } from "./event";
import type { Invoker } from "./invoker";

const KETTLE = { name: "Kettle", price: 1999, description: "Boils a litre of water in two minutes." };

/** JSON event of a valid request, for measuring the time per request. */
export const VALID_EVENT = createEvent(JSON.stringify(KETTLE));
/** JSON event of an invalid request, for measuring the time per request. */
export const INVALID_EVENT = createEvent(JSON.stringify({ ...KETTLE, name: "  ", price: -1 }));

/** Valid request bodies, each with the product that the response must contain in addition to an ID. */
const VALID_PRODUCTS: readonly (readonly [sent: NewProduct, expected: NewProduct])[] = [
  [KETTLE, KETTLE],
  [
    { name: "  Cup ", price: 0 },
    { name: "Cup", price: 0 },
  ],
];

/** Request bodies that every variant must reject with a 4xx status. */
const INVALID_BODIES: readonly string[] = [
  ...[
    { ...KETTLE, name: "  " },
    { ...KETTLE, name: "x".repeat(201) },
    { ...KETTLE, price: -1 },
    { ...KETTLE, price: 19.99 },
    { ...KETTLE, price: "1999" },
    { ...KETTLE, description: "x".repeat(2001) },
    { ...KETTLE, colour: "red" },
    { name: "Kettle" },
    [KETTLE],
  ].map((body) => JSON.stringify(body)),
  '{ "name": "Kettle",',
];

/**
 * Checks that all variants accept and reject the same requests, except the empty variant, which accepts every
 * request. If the variants did different work, their times could not be compared.
 *
 * @throws Error that lists all unexpected responses
 */
export async function checkVariants(invokers: readonly Invoker[]): Promise<void> {
  const errors: string[] = [];
  for (const invoker of invokers.filter(({ name }) => name !== EMPTY)) {
    for (const [sent, expected] of VALID_PRODUCTS) {
      const result = await invoker.invoke(createEvent(JSON.stringify(sent)));
      if (!isCreated(result, expected)) errors.push(`${invoker.name} returns ${JSON.stringify(result)}`);
    }
    for (const body of INVALID_BODIES) {
      const { statusCode = 200 } = await invoker.invoke(createEvent(body));
      if (statusCode < 400 || statusCode > 499)
        errors.push(`${invoker.name} returns ${statusCode} for ${body.slice(0, 80)}`);
    }
  }
  if (errors.length > 0)
    throw new Error(`the variants behave differently; nothing was measured\n${errors.join("\n")}`);
}

function isCreated(
  { statusCode, headers = {}, body = "" }: APIGatewayProxyStructuredResultV2,
  expected: NewProduct,
): boolean {
  if (statusCode !== 201 || headers["content-type"] !== "application/json") return false;
  const { productId, ...product } = JSON.parse(body);
  return headers.location === `/products/${productId}` && isDeepStrictEqual(product, expected);
}
