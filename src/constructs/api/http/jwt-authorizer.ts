import { HTTP_API_QUOTAS } from "#aws";
import type { Access } from "#contract";
import { Apigatewayv2Authorizer, Lazy } from "../../cdktf";
import { either, FUNCTION, LIST, TEXT } from "../../prop-rules";
import { checkProps, type PropRules, required } from "../../props";
import { escapeTemplates, escapeText, isUnresolved, terraformList } from "../../tokens";
import {
  type AuthorizationSettings,
  type AuthorizedApi,
  type Authorizer,
  CREATE_BEFORE_DESTROY,
  validateId,
  validateIssuer,
} from "../common/authorizer";

/** Options of a {@link JwtAuthorizer}: the tokens that it accepts. */
export interface JwtAuthorizerProps {
  /** Issuer of the tokens: an https URL, written exactly as in the `iss` claim. */
  readonly issuer: string;
  /**
   * Accepted audiences, 1 to 50. A token must have one of them as its `aud` claim, or as its `client_id` if
   * it has no `aud`. If you pass a function, it is called at synthesis. It can therefore return the IDs of
   * clients that are declared later than the authorizer.
   */
  readonly audiences: readonly string[] | (() => readonly string[]);
  /**
   * Scopes that the issuer can grant. Synthesis rejects a route that requires any other scope. Default: the
   * scopes of routes are not checked.
   */
  readonly scopes?: readonly string[];
  /**
   * Groups that users of the issuer can be members of. Synthesis rejects a route that requires any other
   * group. Default: the groups of routes are not checked.
   */
  readonly groups?: readonly string[];
}

const JWT_RULES: PropRules<JwtAuthorizerProps> = {
  issuer: required(TEXT),
  audiences: required(either((value) => typeof value === "function", FUNCTION, LIST)),
  scopes: LIST,
  groups: LIST,
};

/**
 * Authorizer that allows requests with a valid token of an OpenID Connect issuer. API Gateway reads the token
 * from the `Authorization` header. If the route has scopes, the token must contain at least one of them.
 *
 * @example
 * const staff = new JwtAuthorizer("staff", {
 *   issuer: "https://login.example.com/",
 *   audiences: ["https://api.example.com"],
 * });
 * const api = new HttpApi(this, "api", { authorizer: staff });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export class JwtAuthorizer implements Authorizer {
  readonly id: string;
  readonly #props: JwtAuthorizerProps;
  readonly #errors: readonly string[];
  readonly #authorizers = new WeakMap<AuthorizedApi, Apigatewayv2Authorizer>();

  /**
   * @param id name of the authorizer on AWS, up to 128 characters. The construct ID of its resource is
   * `authorizer-<id>`
   */
  constructor(id: string, props: JwtAuthorizerProps) {
    const { values, errors } = checkProps(props, JWT_RULES);
    this.id = id;
    this.#errors = errors;
    this.#props = {
      ...values,
      scopes: values.scopes && terraformList(values.scopes),
      groups: values.groups && terraformList(values.groups),
    };
  }

  settings(api: AuthorizedApi): AuthorizationSettings {
    const authorizer = this.#authorizers.get(api) ?? this.#create(api);
    this.#authorizers.set(api, authorizer);
    return { authorizationType: "JWT", authorizerId: authorizer.id };
  }

  validate(): string[] {
    return [
      ...validateId(this.id),
      ...this.#errors.map((error) => `authorizer "${this.id}": ${error}`),
      ...validateIssuer(this.#props.issuer).map((error) => `authorizer "${this.id}": ${error}`),
      ...validateAudiences(this.id, this.#audiences()),
    ];
  }

  validateRoute({ scopes = [], groups = [] }: Access): string[] {
    return [
      ...this.#validateNames("scope", scopes, this.#props.scopes),
      ...this.#validateNames("group", groups, this.#props.groups),
    ];
  }

  #validateNames(
    kind: "scope" | "group",
    required: readonly string[],
    available: readonly string[] | undefined,
  ): string[] {
    if (!available || isUnresolved([available, required])) return [];
    const unknown = required.filter((name) => !available.includes(name));
    if (unknown.length === 0) return [];
    const list = available.length > 0 ? available.join(", ") : "none";
    return [
      `no token from "${this.id}" can have the ${kind} ${unknown.join(", ")}, so the route is unreachable. Available: ${list}. Correct the ${kind}, or add it to the user pool.`,
    ];
  }

  #create(api: AuthorizedApi): Apigatewayv2Authorizer {
    return new Apigatewayv2Authorizer(api, `authorizer-${this.id}`, {
      apiId: api.api.id,
      lifecycle: CREATE_BEFORE_DESTROY,
      name: escapeText(this.id),
      authorizerType: "JWT",
      identitySources: ["$request.header.Authorization"],
      jwtConfiguration: {
        issuer: escapeTemplates(this.#props.issuer),
        audience: Lazy.listValue({ produce: () => escapeTemplates(this.#audiences()) }),
      },
    });
  }

  #audiences(): string[] {
    const { audiences } = this.#props;
    return terraformList(typeof audiences === "function" ? audiences() : audiences);
  }
}

function validateAudiences(id: string, audiences: readonly string[]): string[] {
  if (audiences.length === 0) {
    return [
      `authorizer "${id}" has no audience, so it denies every request. Add an audience, or add a client to the user pool.`,
    ];
  }
  if (isUnresolved(audiences) || audiences.length <= HTTP_API_QUOTAS.audiencesPerAuthorizer) return [];
  return [
    `authorizer "${id}" has ${audiences.length} audiences; the maximum is ${HTTP_API_QUOTAS.audiencesPerAuthorizer}. Split the clients between two authorizers.`,
  ];
}
