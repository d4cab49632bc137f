import type { Change } from "../planned";

/** A resource as its reviewer knows it: by its construct, or where none made it by its address. */
export function nameOf({ constructPath, address }: Change): string {
  return constructPath ?? address;
}
