import type { RE2JS } from "re2js";
import { compileJavaPattern, parseTemplate, TemplateError } from "#template";
import type { ResolvedResource } from "#terraform";
import { formatFound, LocalError, notEmulatedError } from "./local-error";
import type { WebSocketMockIntegration, WebSocketTemplates } from "./model";
import { readText, readTextMap } from "./read-value";
import { type ReaderContext, refersTo, rejectCount } from "./reader-context";

/**
 * Reads an integration of the type `MOCK` and its responses.
 *
 * @throws LocalError if AWS would reject a response
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-responses.html
 */
export function readWebSocketMock(
  context: ReaderContext,
  resource: ResolvedResource,
): WebSocketMockIntegration {
  const responses = context.stack
    .ofType("aws_apigatewayv2_integration_response")
    .filter((response) => refersTo(response, "integration_id", resource));
  return {
    kind: "MOCK",
    address: resource.address,
    request: readTemplates(context, resource, "request_templates"),
    responses: responses.map((response) => ({
      pattern: readPattern(rejectCount(response)),
      templates: readTemplates(context, response, "response_templates"),
    })),
  };
}

/** Parses templates. A mistake in a template is reported, because its messages fail. */
function readTemplates(
  { notes }: ReaderContext,
  resource: ResolvedResource,
  argument: string,
): WebSocketTemplates {
  const entries = Object.entries(readTextMap(resource, argument)).map(([key, text]) => {
    try {
      return [key, parseTemplate(text)] as const;
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const reason = `${resource.address}: ${argument}["${key}"]: ${error.errors.join(" ")}`;
      notes.add(`${reason} Its messages fail.`);
      return [key, reason] as const;
    }
  });
  return {
    selectionExpression: readText(resource, "template_selection_expression"),
    byKey: Object.fromEntries(entries),
  };
}

/** Reads the key of a response: `$default`, or a regular expression between slashes that the status must match. */
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
