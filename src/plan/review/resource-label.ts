import type { Change } from "../plan-types";

/**
 * Returns the name of a resource in a review: the path of its construct, `products-dev/api`, or the Terraform
 * address if no construct created the resource.
 */
export function labelOf({ constructPath, address }: Change): string {
  return constructPath ?? address;
}

/**
 * Returns the path of the outermost construct in a stack: `products-dev/api` for a resource of
 * `products-dev/api/access-logs`.
 */
export function constructOf({ constructPath, address }: Pick<Change, "constructPath" | "address">): string {
  return constructPath?.split("/").slice(0, 2).join("/") ?? address;
}

/**
 * Returns the Terraform address of a resource. For a deposed object, which a failed replacement left behind,
 * a note with the object's key follows the address.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export function addressOf({ address, deposed }: Pick<Change, "address" | "deposed">): string {
  return deposed === undefined
    ? address
    : `${address} (deposed object ${deposed}, left by a failed replacement)`;
}
