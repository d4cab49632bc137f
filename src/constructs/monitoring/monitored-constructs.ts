import { distinctRule, listRule, literalRule } from "../prop-rules";
import { isRecord, type PropRule } from "../props";
import { describeWrongValue } from "../validation";

/** API that replaces an invalid prop, so that a construct finds all members that it reads. */
const UNKNOWN_API = {
  api: {},
  stage: {},
  node: { path: "unknown" },
  accessLogs: { name: "unknown" },
  metrics: {
    kind: "requests",
    dimensions: {},
    clientErrors: "4xx",
    serverErrors: "5xx",
    routeDimensions: [],
    timeoutResponse: "a 503",
    throttleResponse: "a 5xx",
    hasApiKeys: true,
    hasRouteMetrics: () => false,
    hasCache: false,
  },
  onFunction: (listener: (target: object) => void) => listener({ functionName: "unknown" }),
};

/** Rule of a prop with the API that a construct monitors. */
export const MONITORED_API: PropRule = constructRule(
  "an HttpApi, a RestApi or a WebSocketApi",
  "onFunction",
  () => UNKNOWN_API,
);

const REQUEST_APIS = constructRule("an HttpApi or a RestApi", "onFunction", () => UNKNOWN_API);

/** Rule of the same prop of a construct that supports only APIs with requests. */
export const REQUEST_API: PropRule = {
  ...REQUEST_APIS,
  validate: (value, path) =>
    isRecord(value) && isRecord(value.metrics) && value.metrics.kind === "messages"
      ? [describeWrongValue(path, value, REQUEST_APIS.expected, MESSAGE_API_FIX)]
      : REQUEST_APIS.validate(value, path),
};

const MESSAGE_API_FIX = "Remove it. The X-Ray console contains the traces of the functions.";

/**
 * Rule of the same prop of a construct that creates resources for each function. The API that replaces an invalid prop has
 * no functions, because their names would be invalid too.
 */
export const API_WITHOUT_FUNCTIONS: PropRule = {
  ...MONITORED_API,
  placeholder: () => ({ ...UNKNOWN_API, onFunction: () => undefined }),
};

/** Rule of a prop that is a list of tables. */
export const TABLES: PropRule = literalRule(
  distinctRule(listRule(constructRule("a Table", "table"), "a list of Tables", "[table]")),
);

/** Returns the rule of a prop that is a construct. @param member name of a member that only this construct has */
export function constructRule(expected: string, member: string, placeholder?: () => unknown): PropRule {
  return {
    expected,
    validate: (value, path) =>
      isRecord(value) && value[member] !== undefined
        ? []
        : [describeWrongValue(path, value, expected, "Pass the construct.")],
    placeholder,
  };
}
