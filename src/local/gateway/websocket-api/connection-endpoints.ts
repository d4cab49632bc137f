import type { LambdaFunction, Model, WebSocketApiModel, WebSocketRouteModel } from "../../model/model";

/** Variable with the endpoint of `@connections`, which the AWS SDK reads. */
export const CONNECTIONS_ENDPOINT = "AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI";

/**
 * Returns the functions of a stack with settings that direct their requests for `@connections` to the local gateway:
 *
 * - A client of the AWS SDK without an endpoint uses the variable {@link CONNECTIONS_ENDPOINT}. It is the first stage of the
 *   API that invokes the function, or of the only API of the stack. If several APIs are possible, it is not set.
 * - A client with the endpoint `https://{domainName}/{stage}` uses the host name of the API on AWS. Its requests are
 *   redirected.
 *
 * @param urlOf returns the local URL of an API without a stage: `ws://127.0.0.1:3001`
 * @param setsEndpoint false if the environment of this process has another endpoint
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function addConnectionEndpoints(
  { functions, webSocketApis, region }: Model,
  urlOf: (apiAddress: string) => string | undefined,
  setsEndpoint: boolean,
): ReadonlyMap<string, LambdaFunction> {
  if (webSocketApis.length === 0) return functions;
  const baseOf = ({ address }: WebSocketApiModel) => (urlOf(address) ?? "").replace(/^ws/, "http");
  const redirects = Object.fromEntries(
    webSocketApis.map((api) => [`https://${executeApiHost(api.id, region)}/`, baseOf(api)]),
  );
  const add = (fn: LambdaFunction): LambdaFunction => {
    const api = setsEndpoint ? selectApi(fn, webSocketApis) : undefined;
    const [stage] = api?.stages ?? [];
    const endpoint: Record<string, string> =
      api && stage ? { [CONNECTIONS_ENDPOINT]: `${baseOf(api)}/${stage.name}` } : {};
    return { ...fn, environment: { ...endpoint, ...fn.environment }, redirects };
  };
  return new Map([...functions].map(([address, fn]) => [address, add(fn)]));
}

/** Returns the host name of an API on AWS. */
export function executeApiHost(apiId: string, region: string): string {
  return `${apiId}.execute-api.${region}.amazonaws.com`;
}

function selectApi(fn: LambdaFunction, apis: readonly WebSocketApiModel[]): WebSocketApiModel | undefined {
  const invoking = apis.filter((api) => invokes(api, fn));
  const [api, ...others] = invoking.length > 0 ? invoking : apis;
  return others.length === 0 ? api : undefined;
}

function invokes({ routes }: WebSocketApiModel, { address }: LambdaFunction): boolean {
  return routes.some(({ integration }) => functionOf(integration) === address);
}

/** Returns the Terraform address of the function that an integration invokes. */
function functionOf(integration: WebSocketRouteModel["integration"]): string | undefined {
  if (integration.kind === "AWS_PROXY") return integration.function.function;
  if (integration.kind !== "NON_PROXY" || integration.backend.kind !== "LAMBDA") return undefined;
  return integration.backend.function.function;
}
