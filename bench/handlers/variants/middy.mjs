/**
 * Handler that uses middy with the three middlewares of the first example in middy's documentation. Two
 * features are off, because no other variant has them: a log entry for every rejected request, and an early
 * response shortly before the function would time out.
 *
 * @see https://middy.js.org
 */
import middy from "@middy/core";
import httpErrorHandler from "@middy/http-error-handler";
import httpJsonBodyParser from "@middy/http-json-body-parser";
import validator from "@middy/validator";
import eventSchema from "../../node_modules/.cache/gatewright/event-schema.cjs";
import { create } from "./store.ts";

export const handler = middy({ timeoutEarlyInMillis: 0 })
  .use(httpJsonBodyParser())
  .use(validator({ eventSchema }))
  .use(httpErrorHandler({ logger: false }))
  .handler(async ({ body }) => {
    const product = await create({ ...body, name: body.name.trim() });
    return {
      statusCode: 201,
      headers: { "content-type": "application/json", location: `/products/${product.productId}` },
      body: JSON.stringify(product),
    };
  });
