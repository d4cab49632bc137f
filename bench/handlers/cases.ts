import { isDeepStrictEqual } from "node:util";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { NewProduct } from "../../functions/products/product";
import { EMPTY } from "./build";
import { eventOf } from "./event";
import type { Invoker } from "./invoker";

const KETTLE = { name: "Kettle", price: 1999, description: "Boils a litre of water in two minutes." };

/** The requests that are timed. */
export const VALID = eventOf(JSON.stringify(KETTLE));
export const INVALID = eventOf(JSON.stringify({ ...KETTLE, name: "  ", price: -1 }));

/** Products as they are sent, and as they are to be answered. */
const TAKEN: readonly (readonly [sent: NewProduct, answered: NewProduct])[] = [
  [KETTLE, KETTLE],
  [
    { name: "  Cup ", price: 0 },
    { name: "Cup", price: 0 },
  ],
];

/** What no way may take for a product. */
const REFUSED: readonly string[] = [
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

/** @throws Error where a way takes, answers or refuses anything else than the task says: it would do another task */
export async function agree(invokers: readonly Invoker[]): Promise<void> {
  const wrong: string[] = [];
  for (const invoker of invokers.filter(({ name }) => name !== EMPTY)) {
    for (const [sent, answered] of TAKEN) {
      const result = await invoker.result(eventOf(JSON.stringify(sent)));
      if (!isCreated(result, answered)) wrong.push(`${invoker.name} answers ${JSON.stringify(result)}`);
    }
    for (const body of REFUSED) {
      const { statusCode = 200 } = await invoker.result(eventOf(body));
      if (statusCode < 400 || statusCode > 499)
        wrong.push(`${invoker.name} answers ${statusCode} to ${body.slice(0, 80)}`);
    }
  }
  if (wrong.length > 0) throw new Error(`the ways do not agree, nothing was measured\n${wrong.join("\n")}`);
}

function isCreated(
  { statusCode, headers = {}, body = "" }: APIGatewayProxyStructuredResultV2,
  expected: NewProduct,
): boolean {
  if (statusCode !== 201 || headers["content-type"] !== "application/json") return false;
  const { productId, ...product } = JSON.parse(body);
  return headers.location === `/products/${productId}` && isDeepStrictEqual(product, expected);
}
