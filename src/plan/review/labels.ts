import type { Change } from "../plan-types";

/** A resource as its reviewer knows it: by its construct, or where none made it by its address. */
export function labelOf({ constructPath, address }: Change): string {
  return constructPath ?? address;
}

/** A resource by its address; what a failed replacement left of it by the key that Terraform gave that. */
export function addressOf({ address, deposed }: Pick<Change, "address" | "deposed">): string {
  return deposed === undefined
    ? address
    : `${address} (deposed object ${deposed}, left by a failed replacement)`;
}
