import { isStreamed, type Route, type RouteKey } from "#contract";
import type { Construct } from "../../cdktf";
import { type FunctionTarget, isFunctionTarget } from "../../function/function-target";
import { ProjectContext } from "../../project-context";

/** Functions of an app that stream their responses, each with the first route that declares a streamed reply. */
class StreamingFunctions {
  readonly byTarget = new Map<FunctionTarget, { readonly api: Construct; readonly key: RouteKey }>();
}

/** Parts of a route that decide whether its responses are streams. */
interface DeclaredRoute {
  readonly key: RouteKey;
  /** All versions of the route. */
  readonly versions: readonly Route[];
  /** Function or integration that the user passed to `route()`. */
  readonly target: unknown;
}

/** Records the function of a route whose contract declares a streamed reply. */
export function addStreamedRoute(api: Construct, { key, versions, target }: DeclaredRoute): void {
  if (!isFunctionTarget(target) || !versions.some(isStreamed)) return;
  const { byTarget } = ProjectContext.of(api).registry(StreamingFunctions);
  if (!byTarget.has(target)) byTarget.set(target, { api, key });
}

/**
 * Returns the first route of a function that declares a streamed reply, for messages: `route "GET /chat" of dev/api`.
 * Lambda then streams all responses of the function, also those of its other routes. The result is complete at synthesis.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */
export function streamedRouteOf(target: FunctionTarget): string | undefined {
  const first = ProjectContext.of(target).registry(StreamingFunctions).byTarget.get(target);
  return first && `route "${first.key.text}" of ${first.api.node.path}`;
}

/** Returns true if the responses of a route are streams: its contract or its function declares a streamed reply. */
export function hasStreams({ versions, target }: Omit<DeclaredRoute, "key">): boolean {
  return versions.some(isStreamed) || (isFunctionTarget(target) && streamedRouteOf(target) !== undefined);
}

/**
 * Returns the error of a function of a WebSocket API that streams its responses. API Gateway sends the
 * complete result as one message.
 */
export function validateNoStreamedTarget(target: FunctionTarget): string[] {
  const streamed = streamedRouteOf(target);
  if (streamed === undefined) return [];
  return [
    `its function streams all responses, because of ${streamed}, but a WebSocket API needs complete results. Use another function for one of the routes.`,
  ];
}

/**
 * Returns the error of a route of an HTTP API whose responses are streams. The API would wait for the end of a stream, and
 * then send its metadata without its body.
 */
export function validateNoStreams({ key, versions, target }: DeclaredRoute): string[] {
  if (versions.some(isStreamed)) {
    return [
      `route "${key.text}": a reply is a stream, but an HTTP API sends only complete responses. Use a RestApi.`,
    ];
  }
  const streamed = isFunctionTarget(target) ? streamedRouteOf(target) : undefined;
  if (streamed === undefined) return [];
  return [
    `route "${key.text}": its function streams all responses, because of ${streamed}, but an HTTP API sends only complete responses. Use another function for one of the routes.`,
  ];
}
