import type { Route } from "#contract";

/** Error of an AWS service that callers see as problem details (RFC 9457). */
export interface ServiceProblem {
  /** Parts of the error types of the service: `ConditionalCheckFailed`. */
  readonly types: readonly string[];
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

/** Service that is busy or not available. */
const UNAVAILABLE: ServiceProblem = {
  types: ["Throttl", "ThroughputExceeded", "LimitExceeded", "Unavailable", "RequestThrottled"],
  status: 503,
  code: "service-unavailable",
  detail: "The service is busy. Try again later.",
};

/** Problem of all other errors, which the configuration of the route or the service causes. */
const FAILED = { status: 502, code: "integration-failure", detail: "The service failed." };

/** Returns the template of problem details. The strings contain no character that JSON or a template escapes. */
export function problemBody({ status, code, detail }: Omit<ServiceProblem, "types">): string {
  return `{"status":${status},"code":"${code}","detail":"${detail}","requestId":"$context.requestId"}`;
}

/**
 * Returns the template of a response whose status differs from that of its mapping, such as a missing item in a
 * successful response of DynamoDB.
 */
export function overrideWithProblem(problem: Omit<ServiceProblem, "types">): string {
  return `#set($context.responseOverride.status = ${problem.status})#set($context.responseOverride.header.Content-Type = "application/problem+json")${problemBody(problem)}`;
}

/**
 * Returns the template of the errors of a service. The service reports nearly all errors with status 400, so the template
 * reads the type of the error. It does not return the message of the service, which can contain ARNs and names.
 *
 * @param type expression of the type of the error
 * @param problems problems that callers can cause. The first with a matching type is used
 */
export function errorTemplate(type: string, problems: readonly ServiceProblem[]): string {
  const branches = [...problems, UNAVAILABLE].map((problem, index) => {
    const condition = problem.types.map((part) => `$type.contains("${part}")`).join(" || ");
    return `#${index === 0 ? "if" : "elseif"}(${condition})${assign(problem)}`;
  });
  const status = "#set($context.responseOverride.status = $status)";
  const body = `{"status":$status,"code":"$code","detail":"$detail","requestId":"$context.requestId"}`;
  return [`#set($type = ${type})`, ...branches, `#{else}${assign(FAILED)}#end`, `${status}${body}`].join(
    "\n",
  );
}

/** Status of the response with {@link errorTemplate}, if no problem matches. */
export const ERROR_STATUS = FAILED.status;

function assign({ status, code, detail }: Omit<ServiceProblem, "types">): string {
  return `#set($status = ${status})#set($code = "${code}")#set($detail = "${detail}")`;
}

/** Returns the code that a contract declares for the problem with a status, or a default. */
export function problemCode({ replies = {} }: Route, status: number, otherwise: string): string {
  const media = replies[status];
  const [code] = media && "media" in media && media.media === "problem" ? media.codes : [];
  return code ?? otherwise;
}

/**
 * Returns the error of a contract that declares replies, but not the problem with a status that the route can return. A
 * typed client reports such a response as an error.
 */
export function validateProblemReply({ replies }: Route, status: number, code: string): string[] {
  if (!replies) return [];
  const media = replies[status];
  if (media && "media" in media && media.media === "problem") return [];
  return [
    `can return ${status}, but the contract does not declare this problem. Add \`${status}: problem("${code}")\` to replies.`,
  ];
}
