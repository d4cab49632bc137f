/**
 * Handler without a library, which uses only the schemas of the sample. Its load time is the lower limit for every
 * handler that validates with these schemas.
 */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { NewProduct } from "../../../functions/products/product";
import { create } from "./store";

export const handler = async ({ body = "" }: APIGatewayProxyEventV2) => {
  const parsed = await NewProduct["~standard"].validate(parseJson(body));
  if (parsed.issues) return respond(400, { errors: parsed.issues });
  const product = await create(parsed.value);
  return respond(201, product, { location: `/products/${product.productId}` });
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function respond(
  statusCode: number,
  body: object,
  headers: Record<string, string> = {},
): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
}
