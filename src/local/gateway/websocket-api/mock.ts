import { ownValue } from "#own-value";
import type { Template } from "#template";
import { TemplateError } from "#template";
import type { WebSocketMockIntegration, WebSocketTemplates } from "../../model/model";
import type { WebSocketEvent } from "./events";
import { parseSelectionExpression } from "./selection-expression";

/** Result of a mock integration: the value that a function would return, or the reason of a failure. */
export type MockResult =
  | { readonly statusCode: number; readonly body?: string }
  | { readonly reason: string };

/**
 * Runs an integration of the type `MOCK`. The output of the request template contains the status, and the template of the
 * response that has this status yields the message.
 *
 * It is unverified that a mock without responses sends nothing, and that a response template reads the original message.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-data-transformations.html
 */
export function runMock(
  { address, request, responses }: WebSocketMockIntegration,
  event: WebSocketEvent,
): MockResult {
  const output = render(request, event, "");
  if (typeof output !== "string") return output ?? { reason: `${address}: no request template is selected` };
  const status = readStatus(output);
  if (status === undefined)
    return { reason: `${address}: the output of the request template has no integer "statusCode"` };
  if (responses.length === 0) return { statusCode: status };
  const response =
    responses.find(({ pattern }) => pattern?.matches(String(status))) ??
    responses.find(({ pattern }) => pattern === undefined);
  if (!response) return { reason: `${address}: no integration response has the status ${status}` };
  const body = render(response.templates, event, String(status));
  return typeof body === "string" ? { statusCode: status, body } : (body ?? { statusCode: status });
}

/**
 * Renders the selected template, or else the template `$default`. Returns `undefined` if there is none.
 * @param status status of the integration, for the template of a response
 */
function render(
  { selectionExpression = "\\$default", byKey }: WebSocketTemplates,
  event: WebSocketEvent,
  status: string,
): string | { readonly reason: string } | undefined {
  const expression = selectionExpression.replaceAll(STATUS_VARIABLE, status);
  const key = parseSelectionExpression(expression)(event.body ?? "") ?? "";
  const template = ownValue(byKey, key) ?? ownValue(byKey, "$default");
  if (template === undefined || typeof template !== "string")
    return template && renderTemplate(template, event);
  return { reason: template };
}

const STATUS_VARIABLE = /\$\{integration\.response\.statuscode\}|\$integration\.response\.statuscode/g;

function renderTemplate(template: Template, event: WebSocketEvent): string | { readonly reason: string } {
  const { body, headers, queryStringParameters, requestContext, stageVariables } = event;
  try {
    return template.render({
      body,
      params: { header: headers, querystring: queryStringParameters },
      context: requestContext,
      stageVariables,
    }).output;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { reason: error.errors.join(" ") };
  }
}

/** Returns the status in the output of a request template. As in REST APIs, quotes are optional. */
function readStatus(output: string): number | undefined {
  const [, status] = /["']?statusCode["']?\s*:\s*(\d{3})\b/.exec(output) ?? [];
  return status === undefined ? undefined : Number(status);
}
