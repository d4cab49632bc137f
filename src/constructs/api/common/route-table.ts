import type { Method, Route, RouteKey } from "#contract";
import { isRecord } from "../../props";
import { type ApiRoute, validateRouteKey } from "./validate-route";
import { versionConflicts } from "./validate-route-versions";

/** Declared routes of an API, and the errors of the declarations that created no route. */
export class RouteTable<Declared extends ApiRoute> {
  /** Routes by the shape of their keys. Two routes cannot have the same shape. */
  readonly #byShape = new Map<string, Declared>();
  readonly #authorizers = new Map<string, object>();
  readonly #errors: string[] = [];

  get routes(): readonly Declared[] {
    return [...this.#byShape.values()];
  }

  /** Contracts of all versions of all routes. */
  get contracts(): readonly Route[] {
    return this.routes.flatMap(({ versions }) => versions);
  }

  get methods(): readonly Method[] {
    return this.routes.map(({ key }) => key.method);
  }

  get errors(): readonly string[] {
    return this.#errors;
  }

  /** Returns the route with this key, or with a key that differs only in the names of its parameters. */
  get(key: RouteKey): Declared | undefined {
    return this.#byShape.get(key.shape);
  }

  /** Returns true if a route has this key, or a key that differs only in the names of its parameters. */
  has(key: RouteKey): boolean {
    return this.#byShape.has(key.shape);
  }

  /**
   * Adds a route, or a version to an existing route.
   *
   * @returns true if the route is new and needs resources. A version needs none, because all versions share one API
   * Gateway route
   */
  add(route: Declared): boolean {
    const errors = [
      ...validateRouteKey(route.key, this.#byShape),
      ...this.#validateAuthorizerId(route.authorizer),
    ];
    this.#errors.push(...errors);
    if (errors.length > 0) return false;
    const existing = this.#byShape.get(route.key.shape);
    if (existing) this.#addVersion(existing, route);
    else this.#byShape.set(route.key.shape, route);
    return existing === undefined;
  }

  /**
   * Rejects an argument that is undefined or null. Usually, the imported file does not export it.
   *
   * @param args arguments of the declaration of a route, by name
   * @returns true if an argument is missing
   */
  rejectMissing(args: Readonly<Record<string, unknown>>): boolean {
    const missing = Object.entries(args).filter(([, value]) => value === undefined || value === null);
    return this.reject(
      args.route,
      missing.map(([name, value]) => `the ${name} is ${value}. Check that the imported file exports it.`),
    );
  }

  /**
   * Adds the errors of the arguments of a route.
   *
   * @param route contract or route key, which the messages name
   * @returns true if there is an error
   */
  reject(route: unknown, errors: readonly string[]): boolean {
    const key = isRecord(route) ? route.key : route;
    const place = typeof key === "string" ? `route "${key}"` : "a route";
    this.#errors.push(...errors.map((error) => `${place}: ${error}`));
    return errors.length > 0;
  }

  #addVersion(existing: Declared, added: Declared): void {
    const errors = versionConflicts(existing, added);
    if (errors.length > 0) this.#errors.push(...errors);
    else existing.versions.push(added.route);
  }

  /**
   * Rejects a second authorizer with the same ID, because the two authorizers would have the same construct
   * ID in this API.
   */
  #validateAuthorizerId(authorizer: ApiRoute["authorizer"]): string[] {
    if (authorizer?.id === undefined) return [];
    const existing = this.#authorizers.get(authorizer.id) ?? authorizer;
    this.#authorizers.set(authorizer.id, existing);
    return existing === authorizer
      ? []
      : [`duplicate authorizer "${authorizer.id}". Give one of them another ID.`];
  }
}
