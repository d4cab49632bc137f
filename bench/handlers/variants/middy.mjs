/**
 * The three middlewares of middy's own first example. The error handler's log of every refused request is off, and so
 * is the answer before a timeout: no other way has them.
 * @see https://middy.js.org
 */
import middy from "@middy/core";
import httpErrorHandler from "@middy/http-error-handler";
import httpJsonBodyParser from "@middy/http-json-body-parser";
import validator from "@middy/validator";
import eventSchema from "../../node_modules/.cache/gatewright/event-schema.cjs";
import { create } from "../variants/store.ts";

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
