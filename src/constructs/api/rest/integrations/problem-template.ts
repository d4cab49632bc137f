import type { Route } from "#contract";
import type { RestIntegrationResponse } from "../../common/rest-integration";
import { problemDetails } from "../gateway-problems";
import { problemResponse } from "./json-response";

/** Error that callers see as problem details (RFC 9457). */
export interface ProblemBody {
  readonly status: number;
  readonly code: string;
  /** Message for people, without characters that a template escapes. */
  readonly detail: string;
}

/** Problem of errors of an AWS service. */
export interface ServiceProblem extends ProblemBody {
  /** Parts of the error types of the service: `ConditionalCheckFailed`. */
  readonly types: readonly string[];
}

/** Service that is busy or not available. */
export const UNAVAILABLE: ServiceProblem = {
  types: ["Throttl", "ThroughputExceeded", "LimitExceeded", "Unavailable", "RequestThrottled"],
  status: 503,
  code: "service-unavailable",
  detail: "The service is busy. Try again later.",
};

/** Problem of all other errors, which the configuration of the route or the service causes. */
export const FAILED: ProblemBody = {
  status: 502,
  code: "integration-failure",
  detail: "The service failed.",
};

/** Returns the template of problem details. */
export function problemBody({ status, code, detail }: ProblemBody): string {
  return problemDetails({ status, code: JSON.stringify(code), detail: JSON.stringify(detail) });
}

/** Directive that sets the content type of problem details in a successful response. */
const PROBLEM_TYPE = '#set($context.responseOverride.header.Content-Type = "application/problem+json")';

/** Returns the template of a problem in a successful response, such as a missing item in a response of DynamoDB. */
export function overrideWithProblem(problem: ProblemBody): string {
  return `#set($context.responseOverride.status = ${problem.status})${PROBLEM_TYPE}${problemBody(problem)}`;
}

/** Returns the template of the errors in a successful response. The parameters are those of {@link serviceErrorResponse}. */
export function overrideWithError(type: string, problems: readonly ServiceProblem[]): string {
  return `${PROBLEM_TYPE}${errorTemplate(type, problems)}`;
}

/**
 * Returns the response to the errors of a service. The service reports nearly all errors with status 400, so a template
 * sets the status for the type of the error. It does not return the message of the service, which can contain ARNs and names.
 *
 * @param type expression of the type of the error
 * @param problems problems that callers can cause. The first with a matching type is used
 */
export function serviceErrorResponse(
  type: string,
  problems: readonly ServiceProblem[],
): RestIntegrationResponse {
  return problemResponse(FAILED.status, errorTemplate(type, problems));
}

function errorTemplate(type: string, problems: readonly ServiceProblem[]): string {
  const branches = [...problems, UNAVAILABLE].map((problem, index) => {
    const condition = problem.types.map((part) => `$type.contains("${part}")`).join(" || ");
    return `#${index === 0 ? "if" : "elseif"}(${condition})${assign(problem)}`;
  });
  const status = "#set($context.responseOverride.status = $status)";
  const body = problemDetails({ status: "$status", code: '"$code"', detail: '"$detail"' });
  return [`#set($type = ${type})`, ...branches, `#{else}${assign(FAILED)}#end`, `${status}${body}`].join(
    "\n",
  );
}

function assign({ status, code, detail }: ProblemBody): string {
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
