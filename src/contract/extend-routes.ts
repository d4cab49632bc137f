import type { Route, RouteSpec } from "./route";

/** Routes by name, each with additional properties. */
export type WithEach<Routes, Properties> = { readonly [Name in keyof Routes]: Routes[Name] & Properties };

/**
 * Returns the routes of an object with their names.
 * @throws Error if a value is not a route, such as a group of routes that a file exports next to its routes
 */
export function routeEntries<R extends Route>(routes: Readonly<Record<string, R>>): [string, R][] {
  const entries = Object.entries(routes);
  const [other, value] = entries.find(([, route]) => typeof (route as R | undefined)?.key !== "string") ?? [];
  if (other === undefined) return entries;
  if (isSocketContract(value)) {
    throw new Error(
      `"${other}" is a message or an event of a WebSocket API; expected a value from route(). Pass it to asyncapi() or socket().`,
    );
  }
  throw new Error(
    `"${other}" is not a route; expected a value from route(). Pass a group of routes separately, or add its routes with \`...${other}\`.`,
  );
}

function isSocketContract(value: unknown): boolean {
  const { action, event } = Object(value) as { readonly action?: unknown; readonly event?: unknown };
  return typeof action === "string" || typeof event === "string";
}

/**
 * Returns copies of routes with additional properties. The given routes are not changed, so that several
 * versions can be derived from the same routes.
 *
 * @param routes routes by name
 * @param properties properties to add to each copy. They replace properties of the route with the same name
 * @returns the copies, with the same names
 * @throws Error if a value is not a route
 */
export function mapRoutes<Routes extends Readonly<Record<string, Route>>, Properties extends RouteSpec>(
  routes: Routes,
  properties: Properties,
): WithEach<Routes, Properties> {
  const entries = routeEntries(routes).map(([name, route]) => [name, { ...route, ...properties }]);
  return Object.fromEntries(entries);
}
