import type { VersionGroups } from "#terraform";
import type { Change } from "../plan-types";

/** Contracts of the routes of a synthesized stack, as far as the Terraform does not contain them. */
export interface StackContracts {
  /** OpenAPI documents by the Terraform name of their API. */
  readonly documents: ReadonlyMap<string, unknown>;
  /** AsyncAPI documents by the Terraform name of their WebSocket API. Default: none. */
  readonly asyncApiDocuments?: ReadonlyMap<string, unknown>;
  /** Groups that the versions of each route require, by the Terraform address of the route. */
  readonly groups: ReadonlyMap<string, readonly VersionGroups[]>;
}

/** Contracts before and after a change. */
export interface ContractChange {
  /** Absent if the stack is new. */
  readonly before?: StackContracts;
  readonly after: StackContracts;
}

/** Groups of a route before and after a change. */
export interface GroupChange {
  readonly before: readonly VersionGroups[];
  readonly after: readonly VersionGroups[];
}

/** Change of a resource. For a route, it contains the groups that the route requires. */
export interface ChangeWithGroups extends Change {
  readonly groups?: GroupChange;
}

/** Adds the groups of the route to a change. */
export function withGroups<C extends Change>(
  change: C,
  contracts: ContractChange | undefined,
): C & ChangeWithGroups {
  const { address, previousAddress = address } = change;
  const before = contracts?.before?.groups.get(previousAddress) ?? [];
  const after = contracts?.after.groups.get(address) ?? [];
  return before.length + after.length === 0 ? change : { ...change, groups: { before, after } };
}
