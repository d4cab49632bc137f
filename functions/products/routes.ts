import { empty, route } from "#contract";
import { NewProduct, PageQuery, Product, ProductPage } from "./product";

export const listProducts = route("GET /products", {
  summary: "A page of products",
  scopes: ["products/read"],
  query: PageQuery,
  replies: { 200: ProductPage },
});

export const createProduct = route("POST /products", {
  summary: "Create a product",
  scopes: ["products/write"],
  body: NewProduct,
  replies: { 201: Product },
});

export const getProduct = route("GET /products/{productId}", {
  summary: "One product",
  scopes: ["products/read"],
  replies: { 200: Product },
});

export const replaceProduct = route("PUT /products/{productId}", {
  summary: "Replace a product that exists",
  scopes: ["products/write"],
  body: NewProduct,
  replies: { 200: Product },
});

export const removeProduct = route("DELETE /products/{productId}", {
  summary: "Remove a product",
  scopes: ["products/write"],
  replies: { 204: empty },
});
