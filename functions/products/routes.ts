import { route } from "#contract";
import { NewProduct } from "./product";

export const listProducts = route("GET /products", {
  summary: "A page of products",
  scopes: ["products/read"],
});

export const createProduct = route("POST /products", {
  summary: "Create a product",
  scopes: ["products/write"],
  body: NewProduct,
});

export const getProduct = route("GET /products/{productId}", {
  summary: "One product",
  scopes: ["products/read"],
});

export const replaceProduct = route("PUT /products/{productId}", {
  summary: "Replace a product that exists",
  scopes: ["products/write"],
  body: NewProduct,
});

export const removeProduct = route("DELETE /products/{productId}", {
  summary: "Remove a product",
  scopes: ["products/write"],
});
