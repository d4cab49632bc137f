import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { RequestEvent } from "./proxy-event";

type Result = APIGatewayProxyStructuredResultV2;

/**
 * Replaces the CORS headers of a result, as the gateway of an HTTP API does. The gateway of a REST API does not change the
 * responses of functions, so a `RestApi` passes its CORS configuration in the stage variables `corsOrigins`,
 * `corsExposeHeaders` and `corsCredentials`. They contain `~` instead of `*`, which API Gateway rejects there.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html#apigateway-enable-cors-proxy
 */
export function addCors(result: Result, event: RequestEvent): Result {
  // A REST API without variables sends null.
  const { corsOrigins, corsExposeHeaders, corsCredentials } = event.stageVariables ?? {};
  if (!corsOrigins) return result;
  const headers = { ...result.headers };
  for (const name of Object.keys(headers)) if (name.startsWith("access-control-")) delete headers[name];
  const { origin = "" } = event.headers;
  // Origins are compared without regard to case.
  const sent = origin.toLowerCase();
  const allowed = corsOrigins.toLowerCase().split(",");
  const isAllowed = allowed.some(
    (text) => sent === text || (text.endsWith("~") && sent.startsWith(text.slice(0, -1))),
  );
  if (origin && isAllowed) {
    const isAny = allowed.includes("~");
    headers["access-control-allow-origin"] = isAny ? "*" : origin;
    if (!isAny) headers.vary = headers.vary ? `${headers.vary}, origin` : "origin";
    if (corsCredentials === "true") headers["access-control-allow-credentials"] = true;
    if (corsExposeHeaders) headers["access-control-expose-headers"] = corsExposeHeaders.replaceAll("~", "*");
  }
  return { ...result, headers };
}
