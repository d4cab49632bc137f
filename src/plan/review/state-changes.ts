import type { Change, Importing } from "../plan-types";
import { formatFull } from "./format-value";

/** Returns whether a resource moves to another Terraform address. */
export function isMoved({ address, previousAddress, deposed }: Change): boolean {
  return previousAddress !== undefined && previousAddress !== address && deposed === undefined;
}

/** Returns whether Terraform imports an existing AWS resource into its state. */
export function isImported({ importing }: Change): boolean {
  return importing !== undefined;
}

/**
 * Returns whether a change moves or imports a resource. A move or an import changes the Terraform state, even
 * if the action is `no-op`.
 */
export function changesState(change: Change): boolean {
  return isMoved(change) || isImported(change);
}

/** Formats a move and an import as Terraform does, one line each. */
export function stateLines(change: Change): string[] {
  const { address, previousAddress, importing } = change;
  return [
    ...(isMoved(change) ? [`${previousAddress} has moved to ${address}`] : []),
    ...(importing ? [`${address} will be imported${formatSource(importing)}`] : []),
  ];
}

function formatSource({ id, identity }: Importing): string {
  const source = id || identity;
  return source ? ` from ${formatFull(source)}` : "";
}
