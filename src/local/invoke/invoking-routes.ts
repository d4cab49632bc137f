import {
  type HttpApiModel,
  type LambdaFunction,
  LocalError,
  type Model,
  type RestApiModel,
  type RouteModel,
  type WebSocketApiModel,
  type WebSocketRouteModel,
} from "../model";

/** Event that a route of an API causes. */
export type RouteEventKind = "http" | "connect" | "message" | "disconnect";

/** Route of each kind of event, for an error message. */
const ROUTES: Readonly<Record<RouteEventKind, string>> = {
  http: "route of an HTTP API or a REST API",
  connect: "route $connect",
  message: "route for messages of a WebSocket API",
  disconnect: "route $disconnect",
};

/** Returns the first HTTP API or REST API with a route that invokes a function, and this route. */
export function httpRouteOf(
  { apis }: Model,
  fn: LambdaFunction,
): { readonly api: HttpApiModel | RestApiModel; readonly route: RouteModel } | undefined {
  for (const api of apis) {
    const route = api.routes.find((candidate) => invokes(candidate, fn));
    if (route) return { api, route };
  }
  return undefined;
}

/** Returns the WebSocket APIs with routes of a kind of event that invoke a function, each with these routes. */
export function webSocketRoutesOf(
  kind: RouteEventKind,
  { webSocketApis }: Model,
  fn: LambdaFunction,
): readonly { readonly api: WebSocketApiModel; readonly routes: readonly WebSocketRouteModel[] }[] {
  return webSocketApis
    .map((api) => ({
      api,
      routes: api.routes.filter((route) => kindOf(route) === kind && invokes(route, fn)),
    }))
    .filter(({ routes }) => routes.length > 0);
}

function kindOf({ key }: WebSocketRouteModel): RouteEventKind {
  if (key === "$connect") return "connect";
  return key === "$disconnect" ? "disconnect" : "message";
}

function invokes(
  { integration }: Pick<RouteModel, "integration"> | Pick<WebSocketRouteModel, "integration">,
  { address }: LambdaFunction,
): boolean {
  return integration.kind === "AWS_PROXY" && integration.function.function === address;
}

/** Returns the error of a function that no route of a kind of event invokes. It names the kinds that the function gets. */
export function noRouteError(kind: RouteEventKind, model: Model, fn: LambdaFunction): LocalError {
  const others = (["http", "connect", "message", "disconnect"] as const).filter((other) =>
    other === "http" ? httpRouteOf(model, fn) : webSocketRoutesOf(other, model, fn).length > 0,
  );
  const fix =
    others.length === 0
      ? "Write the event to a file."
      : `Use ${others.map((other) => `--event ${other}`).join(" or ")}.`;
  return new LocalError([
    `no ${ROUTES[kind]} invokes ${fn.name}, so the event "${kind}" cannot be generated. ${fix}`,
  ]);
}
