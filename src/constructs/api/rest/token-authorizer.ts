import { FUNCTION_TARGET, type FunctionTarget } from "../../function/function-target";
import { NUMBER, TEXT } from "../../prop-rules";
import { checkProps, type PropRules, required } from "../../props";
import { isUnresolved } from "../../tokens";
import { type AuthorizerArguments, FunctionAuthorizer } from "../common/function-authorizer";
import { isRegularExpression } from "./regular-expression";

/** Options of a {@link TokenAuthorizer}. Only `function` is required. */
export interface TokenAuthorizerProps {
  /** Function that receives the token, and returns an IAM policy that allows or denies the request. */
  readonly function: FunctionTarget;
  /**
   * Header with the token. If a request lacks the header, API Gateway returns 401 and does not invoke the function.
   * Default: `Authorization`.
   */
  readonly header?: string;
  /**
   * Regular expression that the whole token must match. Otherwise, API Gateway returns 401 and does not invoke the
   * function. Default: none.
   */
  readonly pattern?: string;
  /**
   * Time for which API Gateway caches the policy of the function, in seconds, 0 to 3600. The token is the cache key.
   * Default: 0 (no cache), because a cached policy applies to all routes of the API that use the authorizer.
   */
  readonly ttlSeconds?: number;
}

const TOKEN_RULES: PropRules<TokenAuthorizerProps> = {
  function: required(FUNCTION_TARGET),
  header: TEXT,
  pattern: TEXT,
  ttlSeconds: NUMBER,
};

/**
 * Authorizer of a REST API that passes a token from a header to your own function.
 *
 * @example
 * const check = new NodejsFunction(this, "check", { entry: "functions/check.ts" });
 * const partners = new TokenAuthorizer("partners", { function: check, header: "x-partner-token" });
 * const list = new NodejsFunction(this, "list", { entry: "functions/list.ts" });
 * new RestApi(this, "api", { authorizer: partners }).route("GET /products", list);
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export class TokenAuthorizer extends FunctionAuthorizer {
  readonly #header: string;
  readonly #pattern: string | undefined;

  /**
   * @param id name of the authorizer on AWS, up to 128 characters. The construct ID of its resource is
   * `authorizer-<id>`
   */
  constructor(id: string, props: TokenAuthorizerProps) {
    const { values, errors } = checkProps(props, TOKEN_RULES);
    super(id, values, errors);
    this.#header = values.header ?? "Authorization";
    this.#pattern = values.pattern;
  }

  protected arguments(): AuthorizerArguments {
    return {
      type: "TOKEN",
      identitySource: `method.request.header.${this.#header}`,
      identityValidationExpression: this.#pattern,
    };
  }

  protected validateSources(): string[] {
    return [...validateHeader(this.#header), ...validatePattern(this.#pattern)];
  }
}

/** Prefix of an identity source, which the authorizer adds to the name of the header. */
const SOURCE_PREFIX = "method.request.header.";

function validateHeader(header: string): string[] {
  if (isUnresolved(header)) return [];
  const problem = `header is "${header}"; expected the name of a header`;
  const name = header.startsWith(SOURCE_PREFIX) ? header.slice(SOURCE_PREFIX.length) : header;
  const isName = /^[\w!#$%&'*+.^`|~-]+$/.test(name);
  if (!isName) return [`${problem}, such as "Authorization"`];
  return name === header ? [] : [`${problem}. Write "${name}".`];
}

/** Returns the error of a pattern that is empty or not a regular expression. */
function validatePattern(pattern: string | undefined): string[] {
  if (pattern === undefined || isUnresolved(pattern)) return [];
  if (pattern === "") return ['pattern is ""; expected a regular expression. Set a value or remove it.'];
  return isRegularExpression(pattern)
    ? []
    : [`pattern is "${pattern}"; expected a regular expression. Correct it or remove it.`];
}
