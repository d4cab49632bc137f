import type { SocketLambdaEvent } from "./lambda-event";

/** Environment variable with the endpoint of `@connections`. The AWS SDK reads the same variable. */
const VARIABLE = "AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI";

/**
 * Returns the endpoint of `@connections` for an API that is not the one of the event: an HTTP route, a queue.
 *
 * @param url endpoint. Default: the environment variable
 * @throws Error if there is no endpoint, or if it is no URL of `@connections`
 */
export function requireEndpoint(url = process.env[VARIABLE]): string {
  if (url) return checkEndpoint(url);
  throw new Error(
    `environment variable ${VARIABLE} is ${url === "" ? "empty" : "not set"}; expected the managementUrl of a WebSocketApi. Set \`environment\` of the NodejsFunction, such as { ${VARIABLE}: chat.managementUrl }.`,
  );
}

/**
 * Returns the endpoint of `@connections` for the API that has sent an event: the environment variable, or the execute-api
 * host of the API. The host of a custom domain has another path, and may be in another Region.
 *
 * @throws Error if the environment variable is no URL of `@connections`, or if there is no Region
 */
export function endpointOf({ requestContext }: SocketLambdaEvent): string {
  const url = process.env[VARIABLE];
  if (url) return checkEndpoint(url);
  const region = process.env.AWS_REGION;
  if (!region) {
    throw new Error(
      `environment variable AWS_REGION is not set; expected the Region, which Lambda sets. Outside Lambda, set ${VARIABLE}.`,
    );
  }
  const { apiId, stage, domainName } = requestContext;
  const host = `${apiId}.execute-api.${region}.`;
  const suffix = domainName.startsWith(host) ? domainName.slice(host.length) : suffixOf(region);
  return `https://${host}${suffix}/${stage}`;
}

/**
 * Returns the suffix of the host names of a Region, for an API that the client reached through a custom domain.
 * @see https://docs.aws.amazon.com/general/latest/gr/rande.html
 */
function suffixOf(region: string): string {
  if (region.startsWith("cn-")) return "amazonaws.com.cn";
  return region.startsWith("eusc-") ? "amazonaws.eu" : "amazonaws.com";
}

/**
 * Returns the URL without a slash at its end, because the AWS SDK appends a path with a slash.
 * @throws Error if the URL has another scheme than HTTP, or contains the path of a request
 */
function checkEndpoint(url: string): string {
  if (/^https?:\/\/[^/]/.test(url) && !/\/(@|%40)connections\b/i.test(url)) return url.replace(/\/$/, "");
  throw new Error(
    `the URL of @connections is "${url}"; expected https://HOST/STAGE. Pass managementUrl of the WebSocketApi.`,
  );
}
