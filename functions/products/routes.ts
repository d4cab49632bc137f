import { empty, problem, route } from "gatewright/contract";
import { NewProduct, Product } from "./product";

// The contract of GET /products is in a separate file, together with the schemas of a page.
export { listProducts } from "./page";

export const createProduct = route("POST /products", {
  summary: "Create a product",
  scopes: ["products/write"],
  body: NewProduct,
  replies: { 201: Product },
  examples: { body: { name: "Lamp", price: 1999 } },
});

export const getProduct = route("GET /products/{productId}", {
  summary: "Get a product",
  scopes: ["products/read"],
  replies: { 200: Product, 404: problem("product-not-found") },
});

export const replaceProduct = route("PUT /products/{productId}", {
  summary: "Replace an existing product",
  scopes: ["products/write"],
  body: NewProduct,
  replies: { 200: Product, 404: problem("product-not-found") },
});

export const removeProduct = route("DELETE /products/{productId}", {
  summary: "Remove a product",
  scopes: ["products/write"],
  replies: { 204: empty, 404: problem("product-not-found") },
});
