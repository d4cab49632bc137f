import { RESERVED_AWS_HEADERS, RESERVED_HEADERS } from "#aws";
import { parameterNames, type RouteKey } from "#contract";
import { escapeLine } from "#printable";
import { isToken, isUnresolved } from "../../tokens";
import type { RestIntegrationSettings } from "../common/rest-integration";
import { isMappingSource, type MappingSide, pathParameterOf } from "./parameter-mapping";
import { METHOD_PARAMETER_NAME } from "./rest-route";

type Mappings = Readonly<Record<string, string>>;

/** Returns the errors of the values that a call of the backend gets from a request. */
export function validateRequestMappings(
  key: RouteKey,
  { type, requestParameters = {} }: RestIntegrationSettings,
): string[] {
  const reserved = type.startsWith("AWS") ? RESERVED_AWS_HEADERS : RESERVED_HEADERS;
  return validateEach(requestParameters, (target, source) => {
    const [, kind, name = ""] = /^integration\.request\.(path|querystring|header)\.(.+)$/.exec(target) ?? [];
    if (kind === undefined || (kind !== "path" && !METHOD_PARAMETER_NAME.test(name))) {
      return [
        `"${escapeLine(target)}" is not a mapping target; expected integration.request.header.NAME, integration.request.querystring.NAME or integration.request.path.NAME`,
      ];
    }
    const subject = `${LABELS[kind as keyof typeof LABELS]} "${name}" of the backend request`;
    if (kind === "header" && reserved.has(name.toLowerCase())) {
      return [`${subject} cannot be set, because API Gateway sets it. Remove it.`];
    }
    return [...validateSource(subject, source, "request"), ...validatePathParameter(subject, source, key)];
  });
}

const LABELS = { path: "path parameter", querystring: "query parameter", header: "header" } as const;

/** Returns the errors of the headers of a response. @param subject start of the messages: `response 200: ` */
export function validateResponseMappings(subject: string, mappings: Mappings = {}): string[] {
  const names = Object.keys(mappings);
  const lowercase = names.map((name) => name.toLowerCase());
  const duplicates = names.filter((name, index) => lowercase.indexOf(name.toLowerCase()) !== index);
  const errors = validateEach(mappings, (target, source) => {
    const [, name] = /^method\.response\.header\.(.+)$/.exec(target) ?? [];
    if (name === undefined || !METHOD_PARAMETER_NAME.test(name)) {
      return [`"${escapeLine(target)}" is not a mapping target; expected method.response.header.NAME`];
    }
    return validateSource(`header "${name}"`, source, "response");
  });
  return [
    ...errors,
    ...duplicates.map(
      (name) => `header "${name.slice("method.response.header.".length)}" is set twice. Remove one.`,
    ),
  ].map((error) => `${subject}${error}`);
}

function validateEach(mappings: Mappings, validate: (target: string, source: string) => string[]): string[] {
  if (isToken(mappings)) return [];
  return Object.entries(mappings).flatMap(([target, source]) =>
    isUnresolved(target) ? [] : validate(target, source),
  );
}

const SOURCES: Readonly<Record<MappingSide, string>> = {
  request: "an expression such as method.request.header.x-id or context.requestId",
  response: "an expression such as integration.response.header.x-id or context.requestId",
};

function validateSource(subject: string, source: string, side: MappingSide): string[] {
  if (isMappingSource(source, side)) return [];
  const inner = /^'(.*)'$/s.exec(source)?.[1];
  const quoted = inner === undefined ? undefined : /^'(.*)'$/s.exec(inner)?.[1];
  if (inner === undefined) {
    return [
      `${subject} is mapped from "${escapeLine(source)}"; expected ${SOURCES[side]}, or a text of printable ASCII characters in single quotes`,
    ];
  }
  const fix = quoted === undefined ? "Correct it." : `Write ${JSON.stringify(quoted)}.`;
  return [`${subject} is "${escapeLine(inner)}"; expected printable ASCII characters other than '. ${fix}`];
}

function validatePathParameter(subject: string, source: string, key: RouteKey): string[] {
  const name = pathParameterOf(source);
  const known = parameterNames(key);
  if (name === undefined || isUnresolved(name) || known.includes(name)) return [];
  const expected =
    known.length > 0 ? `one of ${known.join(", ")}` : "no path parameter, because the path has none";
  return [`${subject} is mapped from "${source}"; expected ${expected}`];
}
