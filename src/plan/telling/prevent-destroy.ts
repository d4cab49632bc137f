import { blocks, type Stack } from "#terraform";
import type { Change } from "../planned";
import type { ConcernGroup } from "./concerns";
import { nameOf } from "./name-of";
import type { Declared } from "./told-values";

/**
 * Resources that stay, and that terraform would no longer refuse to destroy: no value of a plan says so, for this is terraform's
 * own.
 * @see https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#prevent_destroy
 */
export function preventDestroyConcerns(
  changes: readonly Change[],
  { before, after }: Declared,
): readonly ConcernGroup[] {
  const bare = changes.filter(
    ({ address, previousAddress = address, action }) =>
      action !== "delete" && isKept(before, previousAddress) && !isKept(after, address),
  );
  const concerns = bare.map((one) => ({ who: nameOf(one), lines: ["- prevent_destroy"] }));
  return concerns.length > 0 ? [{ title: "What terraform would no longer refuse to destroy", concerns }] : [];
}

function isKept(stack: Stack | undefined, address: string): boolean {
  return blocks(stack?.find(address)?.values.lifecycle).some(
    ({ prevent_destroy }) => prevent_destroy === true,
  );
}
