import { isIP } from "node:net";
import { isArn } from "#aws";
import { either, LIST, TEXT } from "../../prop-rules";
import type { PropRule } from "../../props";
import { isUnresolved } from "../../tokens";
import { describeWrongValue } from "../../validation";

/** Returns the rule of a list that is not empty. @param describe returns the error of an item, if there is one */
function nonEmptyList(expected: string, describe: (item: string, path: string) => string[]): PropRule {
  return {
    ...LIST,
    validate(value, path) {
      if (!Array.isArray(value)) return LIST.validate(value, path);
      if (value.length === 0) return [`${path} is empty; expected ${expected}. Add one, or remove the list.`];
      const known = value.flatMap((item, index) =>
        typeof item === "string" && !isUnresolved(item) ? describe(item, `${path}[${index}]`) : [],
      );
      return [...LIST.validate(value, path), ...known];
    },
  };
}

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

/** Returns the rule of the values of a condition: a text or a list of texts. @param operator name without modifiers */
export function conditionValueRule(operator: string): PropRule {
  const isAddress = operator === "IpAddress" || operator === "NotIpAddress";
  const describe = (text: string, path: string) =>
    isAddress && !isAddressRange(text) ? [describeWrongValue(path, text, ADDRESS)] : [];
  const text: PropRule = {
    ...TEXT,
    validate: (value, path) =>
      typeof value === "string" && !isUnresolved(value) ? describe(value, path) : TEXT.validate(value, path),
  };
  return either(Array.isArray, nonEmptyList("a value", describe), text);
}

const ADDRESS = 'an IP address or a CIDR block, such as "203.0.113.0/24"';

function isAddressRange(text: string): boolean {
  const [address = "", prefix, ...others] = text.split("/");
  const version = address.includes("%") ? 0 : isIP(address);
  if (version === 0 || others.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}
