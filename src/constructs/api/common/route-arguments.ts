import type { Access, CheckedRouteKey, PublicConflicts, UnknownProperties } from "#contract";
import { terraformList } from "../../tokens";

/** Type of the first argument of `route()` of an API: a contract, or a route key that the compiler checks. */
export type CheckedRoute<Declared> = Declared extends string ? CheckedRouteKey<Declared> : Declared;

/** Error of `groups` next to a route key, because only the handler of a contract checks groups. */
interface NoGroups {
  readonly groups?: "Nothing checks the groups of a route key. Set them in a contract.";
}

/**
 * Type of the settings of a route. A contract defines the access of its route, so its settings must not contain
 * `access`, `scopes` and `groups`. If the compiler rejects the settings, their type describes the error. `Known` is the
 * interface of the settings.
 */
export type CheckedSettings<Declared, Settings, Known> = Declared extends string
  ? Settings &
      UnknownProperties<Settings, Known & Access> &
      Omit<PublicConflicts<Settings>, "groups"> &
      NoGroups
  : Settings extends Record<"access", unknown> | Record<"scopes", unknown> | Record<"groups", unknown>
    ? "The contract defines the access of the route. Set access, scopes and groups in the contract."
    : Settings & UnknownProperties<Settings, Known> & PublicConflicts<Declared>;

/** Returns the access of a route that is declared by its route key. */
export function pickAccess({ access, scopes }: Access): Access {
  return { access, scopes: scopes && terraformList(scopes) };
}
