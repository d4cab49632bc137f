import { isDeepStrictEqual } from "node:util";
import { type Body, blocks, type Stack } from "#terraform";
import { constructPath } from "../plan-json";
import type { Configurations } from "./display-values";
import type { FindingGroup } from "./findings";

/**
 * Finds added, changed and removed provisioners. An apply runs them with the rights of the person or the workflow that
 * deploys. A plan does not contain them, so the configurations are compared. Their arguments are not printed, because
 * they may contain secrets.
 *
 * @see https://developer.hashicorp.com/terraform/language/resources/provisioners/syntax
 */
export function findProvisionerChanges({ before, after }: Configurations): readonly FindingGroup[] {
  const addresses = new Set([...listProvisioners(before).keys(), ...listProvisioners(after).keys()]);
  const findings = [...addresses].sort().flatMap((address) => {
    const [old, current] = [before, after].map((stack) => listProvisioners(stack).get(address) ?? []);
    if (isDeepStrictEqual(old, current)) return [];
    const sign = (old ?? []).length === 0 ? "+" : (current ?? []).length === 0 ? "-" : "~";
    const names = [...new Set([...(old ?? []), ...(current ?? [])].flatMap(Object.keys))];
    const stack = after.find(address) ? after : before;
    const subject = (stack && constructPath(stack, address)) ?? address;
    return [{ subject, lines: names.map((name) => `${sign} ${name} provisioner, which an apply runs`) }];
  });
  return findings.length > 0 ? [{ title: "Commands that run at apply", findings }] : [];
}

/** Returns the `provisioner` blocks of each resource that has one, by the address of the resource. */
function listProvisioners(stack: Stack | undefined): ReadonlyMap<string, readonly Body[]> {
  const resources = Object.entries(stack?.configuration.resource ?? {}).flatMap(([type, named]) =>
    Object.entries(named).map(([name, { provisioner }]) => [`${type}.${name}`, blocks(provisioner)] as const),
  );
  return new Map(resources.filter(([, provisioners]) => provisioners.length > 0));
}
