import type { Change, Importing } from "../plan-types";
import { formatFull } from "./format-value";

/** Whether a resource is at another address of Terraform's than it was. */
export function isMoved({ address, previousAddress, deposed }: Change): boolean {
  return previousAddress !== undefined && previousAddress !== address && deposed === undefined;
}

/** Whether a resource that AWS has is taken into Terraform's state. */
export function isImported({ importing }: Change): boolean {
  return importing !== undefined;
}

/** Whether it does something to Terraform's state, even where it is no action. */
export function changesState(change: Change): boolean {
  return isMoved(change) || isImported(change);
}

/** What becomes of Terraform's state beside what the action does, a line each, in Terraform's words. */
export function stateLines(change: Change): string[] {
  const { address, previousAddress, importing } = change;
  return [
    ...(isMoved(change) ? [`${previousAddress} has moved to ${address}`] : []),
    ...(importing ? [`${address} will be imported${importedBy(importing)}`] : []),
  ];
}

function importedBy({ id, identity }: Importing): string {
  const by = id || identity;
  return by ? ` from ${formatFull(by)}` : "";
}
