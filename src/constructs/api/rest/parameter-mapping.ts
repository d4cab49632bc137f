import { isUnresolved } from "../../tokens";
import { METHOD_PARAMETER_NAME } from "./rest-route";

/** Characters of a static value. API Gateway encloses it in single quotes. */
const STATIC_VALUE = /^'[\t\x20-\x26\x28-\x7e]*'$/;

/** Parameter of a request, with its kind and its name. */
const REQUEST_PARAMETER = /^method\.request\.(?:(path)|(?:multivalue)?(querystring|header))\.(.+)$/;

/** Value of the body. A path of JSON follows after the dot. */
const BODY = /^(?:method\.request|integration\.response)\.body(?:\..+)?$/;

const RESPONSE_HEADER = /^integration\.response\.(?:multivalue)?header\.(.+)$/;

const VARIABLE = /^(?:context|stageVariables)\.([\w.-]+)$/;

/** Matches a text that is meant as an expression. */
const EXPRESSION = /^(?:method\.request|integration\.response|context|stageVariables)\.\S*$/;

/** Part of a request or a response that a mapping can read. */
export type MappingSide = "request" | "response";

/** Returns the parameter that a method must declare, so that a mapping can read it. Empty for other sources. */
export function declaredParameter(source: string): string[] {
  const [, path, kind = path, name] = REQUEST_PARAMETER.exec(source) ?? [];
  return name === undefined ? [] : [`method.request.${kind}.${name}`];
}

/** Returns the name of the path parameter that a mapping reads. Undefined for other sources. */
export function pathParameterOf(source: string): string | undefined {
  const [, path, , name] = REQUEST_PARAMETER.exec(source) ?? [];
  return path === undefined ? undefined : name;
}

/** Returns true for an expression or a static value that API Gateway accepts as the source of a mapping. */
export function isMappingSource(source: string, side: MappingSide): boolean {
  if (isUnresolved(source) || STATIC_VALUE.test(source) || VARIABLE.test(source)) return true;
  const isBody = BODY.test(source) && source.startsWith(side === "request" ? "method." : "integration.");
  if (isBody) return true;
  const [, , , parameter] = side === "request" ? (REQUEST_PARAMETER.exec(source) ?? []) : [];
  const [, header = parameter] = side === "response" ? (RESPONSE_HEADER.exec(source) ?? []) : [];
  return header !== undefined && METHOD_PARAMETER_NAME.test(header);
}

/**
 * Returns the source of a mapping: an expression as it is, and a text in the single quotes that API Gateway requires. A
 * text that starts like an expression stays as it is, so that the validation reports it.
 */
export function toMappingSource(value: string): string {
  return EXPRESSION.test(value) ? value : `'${value}'`;
}
