/** Returns the reply for a product that does not exist. The contracts in `routes.ts` declare its code. */
export function productNotFound(productId: string) {
  return {
    status: 404,
    code: "product-not-found",
    detail: `Product "${productId}" does not exist.`,
  } as const;
}
