import type { RE2JS } from "re2js";
import { compileJavaPattern } from "#template";
import type { ResolvedResource } from "#terraform";
import { formatFound, LocalError, notEmulatedError } from "./local-error";
import type { Backend } from "./non-proxy-integration";
import { readConversion, readPassthrough, readTemplates } from "./read-non-proxy-integration";
import { readText, readTextMap } from "./read-value";
import { type ReaderContext, refersTo, rejectCount } from "./reader-context";
import type { WebSocketNonProxyIntegration, WebSocketTemplates } from "./web-socket-integration";

const CONTENT_HANDLING = "content_handling_strategy";

/**
 * Reads the mappings of an integration of the type `MOCK`, `HTTP` or `AWS`, and its responses.
 *
 * @throws LocalError if AWS would reject the integration or a response
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-responses.html
 */
export function readWebSocketNonProxy(
  context: ReaderContext,
  resource: ResolvedResource,
  { backend, timeoutMs }: { readonly backend: Backend; readonly timeoutMs: number },
): WebSocketNonProxyIntegration {
  const responses = context.stack
    .ofType("aws_apigatewayv2_integration_response")
    .filter((response) => refersTo(response, "integration_id", resource));
  return {
    kind: "NON_PROXY",
    address: resource.address,
    backend,
    timeoutMs,
    requestParameters: readTextMap(resource, "request_parameters"),
    request: readSelectedTemplates(context, resource, "request_templates"),
    passthrough: readPassthrough(resource),
    contentHandling: readConversion(resource, CONTENT_HANDLING),
    responses: responses.map((response) => ({
      pattern: readPattern(rejectCount(response)),
      templates: readSelectedTemplates(context, response, "response_templates"),
      contentHandling: readConversion(response, CONTENT_HANDLING),
    })),
  };
}

function readSelectedTemplates(
  context: ReaderContext,
  resource: ResolvedResource,
  argument: string,
): WebSocketTemplates {
  return {
    selectionExpression: readText(resource, "template_selection_expression"),
    byKey: readTemplates(context, resource, argument, "Its messages fail."),
  };
}

/**
 * Reads the key of a response: `$default`, or a regular expression between slashes that the status or the error message must
 * match.
 */
function readPattern(response: ResolvedResource): RE2JS | undefined {
  const key = readText(response, "integration_response_key");
  if (key === "$default") return undefined;
  const [, pattern] = /^\/(.+)\/$/.exec(key ?? "") ?? [];
  const subject = `${response.address}: integration_response_key is ${formatFound(key)}`;
  if (pattern === undefined)
    throw new LocalError([`${subject}; expected "$default" or a pattern such as "/4\\d\\d/".`]);
  try {
    return compileJavaPattern(pattern);
  } catch {
    throw notEmulatedError(
      `${subject}; expected a pattern without lookahead, lookbehind and back references. Simplify it.`,
    );
  }
}
