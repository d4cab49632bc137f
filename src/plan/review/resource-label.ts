import type { Change } from "../plan-types";

/**
 * Returns the name by which a reviewer knows a resource: the path of its construct, `products-dev/api`. A resource that no
 * construct created is known by its address.
 */
export function labelOf({ constructPath, address }: Change): string {
  return constructPath ?? address;
}

/**
 * Returns the Terraform address of a resource. The address of a deposed object, which a failed replacement left behind, is
 * followed by the key that Terraform gave it.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export function addressOf({ address, deposed }: Pick<Change, "address" | "deposed">): string {
  return deposed === undefined
    ? address
    : `${address} (deposed object ${deposed}, left by a failed replacement)`;
}
