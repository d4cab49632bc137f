import type { RE2JS } from "re2js";
import { errorMessage } from "#error";
import { compileJavaPattern, parseTemplate, TemplateError } from "#template";
import { findRestPath, findUnknown, type ResolvedResource } from "#terraform";
import { formatFound, LocalError, notEmulatedError } from "./local-error";
import type {
  Backend,
  BodyConversion,
  IntegrationResponse,
  MappingTemplate,
  NonProxyIntegration,
  PassthroughBehavior,
} from "./non-proxy-integration";
import { readInteger, readText, readTextMap } from "./read-value";
import { isSet, type ReaderContext, rejectCount } from "./reader-context";

const BEHAVIORS = ["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"] as const;
const CONVERSIONS = ["CONVERT_TO_BINARY", "CONVERT_TO_TEXT"] as const;

/**
 * Reads the mappings of an integration of the type `MOCK`, `HTTP` or `AWS`, and its responses.
 *
 * @throws LocalError if AWS would reject the integration
 */
export function readNonProxyIntegration(
  context: ReaderContext,
  resource: ResolvedResource,
  { backend, timeoutMs }: { readonly backend: Backend; readonly timeoutMs: number },
): NonProxyIntegration {
  return {
    kind: "NON_PROXY",
    address: resource.address,
    backend,
    timeoutMs,
    requestParameters: readTextMap(resource, "request_parameters"),
    requestTemplates: readTemplates(context, resource, "request_templates", EFFECT),
    passthrough: readPassthrough(resource),
    contentHandling: readConversion(resource, "content_handling"),
    responses: readResponses(context, resource),
  };
}

/** Effect of a mistake in a template, for messages. */
const EFFECT = "API Gateway responds with status 500 to its requests.";

/** Reads the handling of a request without a template. @throws LocalError if AWS would reject it */
export function readPassthrough(resource: ResolvedResource): PassthroughBehavior {
  return readOneOf(resource, "passthrough_behavior", BEHAVIORS) ?? "WHEN_NO_MATCH";
}

/** Reads the conversion of a body. @throws LocalError if AWS would reject it */
export function readConversion(resource: ResolvedResource, argument: string): BodyConversion | undefined {
  return readOneOf(resource, argument, CONVERSIONS);
}

function readOneOf<Value extends string>(
  resource: ResolvedResource,
  argument: string,
  values: readonly Value[],
): Value | undefined {
  const text = readText(resource, argument) || undefined;
  const value = values.find((name) => name === text);
  if (text === value) return value;
  throw new LocalError([
    `${resource.address}: ${argument} is ${formatFound(text)}; expected ${values.join(", ")}.`,
  ]);
}

/**
 * Parses templates, by their keys. A mistake in a template is reported, because its requests fail.
 * @param effect sentence about the effect of a mistake
 */
export function readTemplates(
  { notes }: ReaderContext,
  resource: ResolvedResource,
  argument: string,
  effect: string,
): Readonly<Record<string, MappingTemplate>> {
  const entries = Object.entries(readTextMap(resource, argument)).map(([type, text]) => {
    const name = `${resource.address}: ${argument}["${type}"]`;
    const template = text === "" ? undefined : parse(text);
    if (template instanceof TemplateError) {
      notes.add(`${name}: ${template.errors.join(" ")} ${effect}`);
    }
    return [type, { name, template }] as const;
  });
  return Object.fromEntries(entries);
}

function parse(text: string): MappingTemplate["template"] {
  try {
    return parseTemplate(text);
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
}

/** Reads the responses of an integration, and looks up the method response of each. */
function readResponses(
  context: ReaderContext,
  integration: ResolvedResource,
): readonly IntegrationResponse[] {
  const { stack } = context;
  const owner = findRestPath(stack, integration)?.owner;
  const ofMethod = (type: string) =>
    stack.ofType(type).filter((resource) => {
      if (isOfUnknownMethod(resource)) return false;
      const isSameMethod = readText(resource, "http_method") === readText(integration, "http_method");
      return isSameMethod && findRestPath(stack, resource)?.owner === owner;
    });
  const statuses = ofMethod("aws_api_gateway_method_response").map((response) =>
    readText(rejectCount(response), "status_code"),
  );
  return ofMethod("aws_api_gateway_integration_response").map((response) => ({
    address: rejectCount(response).address,
    status: readInteger(response, "status_code", { min: 200, max: 599 }) ?? 200,
    isDeclared: statuses.includes(readText(response, "status_code")),
    pattern: readPattern(response),
    parameters: readTextMap(response, "response_parameters"),
    templates: readTemplates(context, response, "response_templates", EFFECT),
    contentHandling: readConversion(response, "content_handling"),
  }));
}

/** Returns true for a repeated resource that belongs to a repeated method. Such a method is not emulated. */
function isOfUnknownMethod({ values }: ResolvedResource): boolean {
  const isRepeated = isSet(values.count) || isSet(values.for_each);
  return isRepeated && Boolean(findUnknown(values.http_method) || findUnknown(values.resource_id));
}

/** Reads a regular expression of Java. */
function readPattern(response: ResolvedResource): RE2JS | undefined {
  const pattern = readText(response, "selection_pattern") || undefined;
  if (pattern === undefined) return undefined;
  try {
    return compileJavaPattern(pattern);
  } catch (error) {
    throw notEmulatedError(
      `${response.address}: selection_pattern is ${formatFound(pattern)}: ${errorMessage(error)}. Write a pattern without lookahead and back references.`,
    );
  }
}
