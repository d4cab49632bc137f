import { isArn } from "#aws";
import { nonEmptyList } from "../../prop-rules";
import type { PropRule } from "../../props";
import { describeWrongValue } from "../../validation";

/** Matches the ARN of an account, a user, a role or a session. */
const PRINCIPAL_ARN = /^arn:[^:]+:(iam|sts):/;

const PRINCIPAL = 'the ARN of a user or a role, an account ID with 12 digits, or "*"';

/**
 * Rule of the principals of a statement. The statement writes them as AWS principals, so a service is not one of them.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export const PRINCIPALS: PropRule = nonEmptyList(PRINCIPAL, (principal, path) => {
  const isPrincipal = isArn(principal) && PRINCIPAL_ARN.test(principal);
  if (principal === "*" || isPrincipal || /^\d{12}$/.test(principal)) return [];
  return [describeWrongValue(path, principal, PRINCIPAL)];
});

/**
 * Matches the resource of requests: a stage, a method and a path. After a wildcard, each text is possible, because a
 * wildcard also matches slashes. The word ANY matches no method.
 */
const REQUESTS = /^[\w?-]*(?:\*|\/[A-Z?]*\*|\/(?:DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT)\/)/;

const PATH = 'STAGE/METHOD/PATH, such as "*/GET/products/*"';

/**
 * Rule of the paths of a statement. API Gateway accepts other texts, but they match no request.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
 */
export const PATHS: PropRule = nonEmptyList(PATH, (text, path) => {
  if (REQUESTS.test(text)) return [];
  const suggestion = suggestPath(text);
  return [describeWrongValue(path, text, PATH, suggestion && `Write ${JSON.stringify(suggestion)}.`)];
});

/** Returns the resource for a route key, a path or a whole ARN: `*\/GET/health` for `GET /health`. */
function suggestPath(text: string): string | undefined {
  const [, resource] = /^(?:arn|execute-api):[^/]*\/(.+)$/.exec(text) ?? [];
  if (resource !== undefined) return REQUESTS.test(resource) ? resource : undefined;
  const [, method = "*", path] = /^(?:([A-Z]+) )?\/(.*)$/.exec(text) ?? [];
  if (path === undefined) return undefined;
  return `*/${method === "ANY" ? "*" : method}/${path.replaceAll(/\{[^}]*\}/g, "*")}`;
}
