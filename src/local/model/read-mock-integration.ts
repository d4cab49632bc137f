import { findRestPath, type ResolvedResource } from "#terraform";
import { formatFound, LocalError, notEmulatedError } from "./local-error";
import type { IntegrationResponse, MockIntegration } from "./model";
import { readOriginTemplate } from "./origin-template";
import { readInteger, readText, readTextMap } from "./read-value";
import type { ReaderContext } from "./reader-context";

const BEHAVIORS = ["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"] as const;

/**
 * Reads an integration of the type `MOCK` and its responses. Its templates cannot have expressions.
 *
 * @throws LocalError if a template or a mapping is not emulated
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
export function readMockIntegration(context: ReaderContext, resource: ResolvedResource): MockIntegration {
  const { address } = resource;
  const templates = Object.entries(readTextMap(resource, "request_templates"));
  const behavior = readText(resource, "passthrough_behavior") ?? "WHEN_NO_MATCH";
  const passthrough = BEHAVIORS.find((name) => name === behavior);
  if (!passthrough) {
    throw new LocalError([
      `${address}: passthrough_behavior is "${behavior}"; expected ${BEHAVIORS.join(", ")}.`,
    ]);
  }
  return {
    kind: "MOCK",
    address,
    requestStatuses: Object.fromEntries(
      templates.map(([type, template]) => [type, readStatus(address, type, template)]),
    ),
    passthrough,
    convertsToText: readText(resource, "content_handling") === "CONVERT_TO_TEXT",
    responses: findResponses(context, resource).map(readResponse),
  };
}

/**
 * Request template that only sets the status. API Gateway reads it leniently: the quotes are optional, and a comma may
 * follow the status.
 */
const STATUS_TEMPLATE = /^\s*\{\s*["']?statusCode["']?\s*:\s*(\d{1,9})\s*,?\s*\}\s*$/;

/** Returns the status in a request template or body, or `undefined` if it does not only contain a status. */
export function parseMockStatus(text: string): number | undefined {
  const [, status] = STATUS_TEMPLATE.exec(text) ?? [];
  return status === undefined ? undefined : Number(status);
}

function readStatus(address: string, type: string, template: string): number {
  const status = parseMockStatus(template);
  if (status !== undefined) return status;
  throw notEmulatedError(
    `${address}: request_templates["${type}"] is ${formatFound(template)}; only {"statusCode": N} is emulated.`,
  );
}

/** Returns the responses of an integration whose status has an `aws_api_gateway_method_response`. */
function findResponses({ stack }: ReaderContext, integration: ResolvedResource): readonly ResolvedResource[] {
  const ofMethod = (type: string) =>
    stack.ofType(type).filter((resource) => {
      const method = readText(resource, "http_method");
      return method === readText(integration, "http_method") && isSamePath(resource);
    });
  const owner = findRestPath(stack, integration)?.owner;
  const isSamePath = (resource: ResolvedResource) => findRestPath(stack, resource)?.owner === owner;
  const statuses = ofMethod("aws_api_gateway_method_response").map((response) =>
    readText(response, "status_code"),
  );
  return ofMethod("aws_api_gateway_integration_response").filter((response) =>
    statuses.includes(readText(response, "status_code")),
  );
}

function readResponse(resource: ResolvedResource): IntegrationResponse {
  const templates = readTextMap(resource, "response_templates");
  const allowedOrigins = readOriginTemplate(templates["application/json"] ?? "");
  const bodies = allowedOrigins ? {} : templates;
  const dynamic = Object.entries(bodies).find(([, body]) => /[$#]/.test(body));
  if (dynamic) {
    throw notEmulatedError(
      `${resource.address}: response_templates["${dynamic[0]}"] has expressions, which are not emulated. Write a literal text.`,
    );
  }
  const parameters = readTextMap(resource, "response_parameters");
  const mapped = Object.entries(parameters).find(([, value]) => /^integration\.response\.body/.test(value));
  if (mapped) {
    throw notEmulatedError(
      `${resource.address}: response_parameters["${mapped[0]}"] is "${mapped[1]}"; mappings of the body are not emulated.`,
    );
  }
  return {
    status: readInteger(resource, "status_code", { min: 200, max: 599 }) ?? 200,
    pattern: readText(resource, "selection_pattern") || undefined,
    parameters,
    bodies,
    allowedOrigins,
  };
}
