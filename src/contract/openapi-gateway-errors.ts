import {
  type ErrorContent,
  type ErrorResponses,
  errorContents,
  MESSAGE,
  type OperationError,
  runtimeErrors,
} from "./openapi-error-responses";
import type { Operation } from "./openapi-parameters";
import type { Route } from "./route";

/** Error that a REST API itself sends. */
export interface GatewayError {
  readonly status: number;
  /** Code of the problem details. Default: the body is not a problem. */
  readonly code?: string;
  /** Media type of a body that is not a problem. Default: `application/json`. */
  readonly contentType?: string;
}

/** Descriptions of the statuses, as in RFC 9110 and RFC 6585. Their first words are the names of the components. */
const DESCRIPTIONS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  406: "Not Acceptable",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/**
 * Returns the error responses of a REST API, whose routes have different errors. Equal responses share a component.
 *
 * @param errorsOf function that returns the errors that API Gateway can send for a route
 */
export function gatewayErrorResponses(errorsOf: (route: Route) => readonly GatewayError[]): ErrorResponses {
  const components: Record<string, object> = {};
  return {
    components,
    of: (operation) => {
      const [route] = operation.versions;
      const all = allErrors(operation, errorsOf(route));
      const statuses = [...new Set(all.map(({ status }) => status))].sort((a, b) => a - b);
      const errors = statuses.map((status) =>
        toError(
          status,
          all.filter((error) => error.status === status),
        ),
      );
      return new Map(errors.map((error) => [`${error.status}`, withReference(error, components)]));
    },
  };
}

function allErrors(operation: Operation, gatewayErrors: readonly GatewayError[]): GatewayError[] {
  const runtime = runtimeErrors(operation).flatMap(({ status, codes = [] }) =>
    codes.map((code) => ({ status, code })),
  );
  return [...runtime, ...gatewayErrors];
}

type Unnamed = Omit<OperationError, "$ref">;

function toError(status: number, errors: readonly GatewayError[]): Unnamed {
  const codes = errors.flatMap(({ code }) => code ?? []);
  const types = errors.flatMap(({ code, contentType = MESSAGE.type }) =>
    code === undefined ? contentType : [],
  );
  const contents = [...new Set(types)].map(
    (type): ErrorContent => (type === MESSAGE.type ? MESSAGE : { type, schema: {} }),
  );
  return { status, codes, gateway: contents };
}

/** Adds the reference to the component of an error, and the component. Another one with the same name gets a number. */
function withReference(error: Unnamed, components: Record<string, object>): OperationError {
  const description = DESCRIPTIONS[error.status] ?? `Error ${error.status}`;
  const content = errorContents(error, []).map(({ type, schema }) => [type, { schema }]);
  const component = { description, content: Object.fromEntries(content) };
  const base = description.replaceAll(" ", "");
  let name = base;
  for (let number = 2; name in components && !areEqual(components[name], component); number++)
    name = `${base}_${number}`;
  components[name] = component;
  return { ...error, $ref: `#/components/responses/${name}` };
}

function areEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
