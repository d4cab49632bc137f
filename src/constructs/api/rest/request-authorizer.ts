import { Token } from "../../cdktf";
import { FUNCTION_TARGET, type FunctionTarget } from "../../function/function-target";
import { LIST, NUMBER } from "../../prop-rules";
import { checkProps, type PropRules, required } from "../../props";
import { expression, isToken, isUnresolved, terraformList } from "../../tokens";
import { type AuthorizerArguments, FunctionAuthorizer } from "./function-authorizer";

/** Options of a {@link RequestAuthorizer}. Only `function` is required. */
export interface RequestAuthorizerProps {
  /** Function that receives the request without its body, and returns an IAM policy that allows or denies it. */
  readonly function: FunctionTarget;
  /**
   * Parts of the request that identify the caller, such as a header. If a request lacks one of them, API
   * Gateway returns 401 and does not invoke the function. Default: `["method.request.header.Authorization"]`.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html
   */
  readonly identitySources?: readonly string[];
  /**
   * Time for which API Gateway caches the policy of the function, in seconds, 0 to 3600. The values of the identity
   * sources are the cache key. Default: 0 (no cache), because a cached policy applies to all routes of the API that use
   * the authorizer.
   */
  readonly ttlSeconds?: number;
}

const REQUEST_RULES: PropRules<RequestAuthorizerProps> = {
  function: required(FUNCTION_TARGET),
  identitySources: LIST,
  ttlSeconds: NUMBER,
};

/**
 * Authorizer of a REST API that passes the request to your own function.
 *
 * @example
 * const check = new NodejsFunction(this, "check", { entry: "functions/check.ts" });
 * const partners = new RequestAuthorizer("partners", {
 *   function: check,
 *   identitySources: ["method.request.header.x-partner-key"],
 * });
 * const list = new NodejsFunction(this, "list", { entry: "functions/list.ts" });
 * new RestApi(this, "api", { authorizer: partners }).route("GET /products", list);
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export class RequestAuthorizer extends FunctionAuthorizer {
  readonly #identitySources: readonly string[];

  /**
   * @param id name of the authorizer on AWS, up to 128 characters. The construct ID of its resource is
   * `authorizer-<id>`
   */
  constructor(id: string, props: RequestAuthorizerProps) {
    const { values, errors } = checkProps(props, REQUEST_RULES);
    super(id, values, errors);
    this.#identitySources = terraformList(values.identitySources ?? ["method.request.header.Authorization"]);
  }

  protected arguments(): AuthorizerArguments {
    return { type: "REQUEST", identitySource: joinSources(this.#identitySources) };
  }

  protected validateSources(): string[] {
    const errors = this.#identitySources.flatMap(validateIdentitySource);
    if (this.#identitySources.length > 0 || isUnresolved(this.ttlSeconds) || this.ttlSeconds === 0)
      return errors;
    return [
      `ttlSeconds is ${this.ttlSeconds}, but there is no identity source to use as the cache key. Add an identity source, or set ttlSeconds to 0.`,
    ];
  }
}

function joinSources(sources: readonly string[]): string | undefined {
  if (isToken(sources)) return Token.asString(expression`join(",", ${sources})`);
  return sources.length === 0 ? undefined : sources.join(",");
}

function validateIdentitySource(source: string): string[] {
  const isValid = /^(method\.request\.(header|querystring)\.[^\s.,]+|(context|stageVariables)\.[^\s,]+)$/;
  if (isUnresolved(source) || isValid.test(source)) return [];
  return [
    `identity source "${source}" is invalid; expected method.request.header.NAME, method.request.querystring.NAME, context.NAME or stageVariables.NAME`,
  ];
}
