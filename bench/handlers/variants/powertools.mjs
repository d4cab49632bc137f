/**
 * Handler that uses the router of Powertools. As its documentation describes, the router returns status 422
 * for an invalid request. The validation of responses is off, because no other variant validates them.
 *
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/features/event-handler/http/#data-validation
 */
import { Router } from "@aws-lambda-powertools/event-handler/http";
import { NewProduct } from "../../../functions/products/product.ts";
import { create } from "./store.ts";

const app = new Router();

app.post(
  "/products",
  async ({ valid }) => {
    const product = await create(valid.req.body);
    return { statusCode: 201, headers: { location: `/products/${product.productId}` }, body: product };
  },
  { validation: { req: { body: NewProduct } } },
);

export const handler = async (event, context) => app.resolve(event, context);
