import { isDeepStrictEqual } from "node:util";
import { WebSocketTokenAuthorizer } from "../api/websocket/web-socket-token-authorizer";
import { WEB_SOCKET_TOKEN_RULES, type WebSocketTokenOptions } from "../api/websocket/web-socket-token-props";
import {
  CognitoResourceServer,
  CognitoUserGroup,
  CognitoUserPool,
  type CognitoUserPoolClient,
  CognitoUserPoolDomain,
  Construct,
} from "../cdktf";
import { relativePath } from "../names";
import { readProps } from "../props";
import { choose, escapeTemplates, escapeText, isUnresolved } from "../tokens";
import { addValidation } from "../validation";
import { createGroupForEachName, createServerForEachScope } from "./unresolved-names";
import { UserPoolAuthorizer } from "./user-pool-authorizer";
import {
  type ClientPool,
  CODE_CLIENT_RULES,
  type CodeClientProps,
  createCodeClient,
  createSrpClient,
  SRP_CLIENT_RULES,
  type SrpClientProps,
} from "./user-pool-client";
import { USER_POOL_RULES, type UserPoolOptions, type UserPoolProps, withDefaults } from "./user-pool-props";
import {
  validateClient,
  validateCodeClient,
  validateGrantedScopes,
  validateUserPool,
} from "./validate-user-pool";

/**
 * Cognito user pool whose users sign in with their email address. The pool defines the scopes and groups that
 * its tokens can contain, and the app clients that can request tokens. Invalid options are reported when the
 * app is synthesized.
 *
 * @example
 * const users = new UserPool(this, "users", {
 *   scopes: ["products/read", "products/write"],
 *   domainPrefix: "products-dev",
 * });
 * users.addCodeClient("web", { callbackUrls: ["https://app.example.com/callback"] });
 * const api = new HttpApi(this, "api", { authorizer: users.authorizer() });
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools.html
 */
export class UserPool extends Construct {
  /** The Terraform resource `aws_cognito_user_pool`. */
  readonly pool: CognitoUserPool;
  /**
   * The `aws_cognito_resource_server` resources by identifier. If only Terraform knows the scopes, the map has one entry
   * with the key `*`, and Terraform creates the resource once for each identifier.
   */
  readonly resourceServers: ReadonlyMap<string, CognitoResourceServer>;
  /** The `aws_cognito_user_group` resources by name, or with the key `*` like {@link resourceServers}. */
  readonly groups: ReadonlyMap<string, CognitoUserGroup>;
  /** The Terraform resource `aws_cognito_user_pool_domain`, if `domainPrefix` is set. */
  readonly domain?: CognitoUserPoolDomain;

  readonly #settings: UserPoolOptions;
  readonly #clients = new Map<string, CognitoUserPoolClient>();
  readonly #webSocketAuthorizers = new Map<string, DeclaredWebSocketAuthorizer>();
  #authorizer?: UserPoolAuthorizer;

  constructor(scope: Construct, id: string, props: UserPoolProps = {}) {
    super(scope, id);
    const settings = withDefaults(this, readProps(this, props, USER_POOL_RULES));
    this.#settings = settings;
    addValidation(this, () => validateUserPool(settings));
    this.pool = createUserPool(this, escapeTemplates(settings));
    this.resourceServers = createResourceServers(this, this.pool, settings.scopes);
    this.groups = createUserGroups(this, this.pool, settings.groups);
    if (settings.domainPrefix !== undefined)
      this.domain = createDomain(this, this.pool, settings.domainPrefix);
  }

  /** ID of the pool on AWS: `eu-central-1_a1B2c3D4e`. */
  get userPoolId(): string {
    return this.pool.id;
  }

  /** Issuer of the pool's tokens, an https URL: `https://cognito-idp.<region>.amazonaws.com/<pool ID>`. */
  get issuer(): string {
    return `https://${this.pool.endpoint}`;
  }

  /**
   * Adds an app client for an app whose users sign in on the hosted UI. The app uses the authorization code
   * flow with PKCE. PKCE is necessary because the client has no secret. The pool needs a `domainPrefix`.
   * @param id name of the client on AWS, up to 128 characters
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/using-pkce-in-authorization-code.html
   */
  addCodeClient(id: string, props: CodeClientProps): CognitoUserPoolClient {
    const client = readProps(this, props, CODE_CLIENT_RULES, `client "${id}": `);
    addValidation(this, () => [
      ...validateClient(id, client),
      ...validateCodeClient(id, client, this.#settings),
    ]);
    return this.#addClient(id, createCodeClient(this.#clientPool(), id, client));
  }

  /**
   * Adds an app client for an app that has its own sign-in form. The app uses SRP (Secure Remote Password) to
   * prove that it knows the password, without sending the password. Cognito adds no scope of a resource
   * server to the access tokens of this flow. The app can therefore call only routes that require no such
   * scope.
   * @param id name of the client on AWS, up to 128 characters
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
   */
  addSrpClient(id: string, props: SrpClientProps = {}): CognitoUserPoolClient {
    const client = readProps(this, props, SRP_CLIENT_RULES, `client "${id}": `);
    addValidation(this, () => validateClient(id, client));
    return this.#addClient(id, createSrpClient(this.#clientPool(), id, client));
  }

  /**
   * Returns an authorizer that accepts the tokens of all clients of this pool, including clients that are added later. An
   * `HttpApi` and a `RestApi` can use it. Every call returns the same object.
   */
  authorizer(): UserPoolAuthorizer {
    this.#authorizer ??= new UserPoolAuthorizer(relativePath(this, this).replaceAll("/", "-"), this.pool, {
      issuer: this.issuer,
      audiences: () => this.#clientIds(),
      scopes: this.#allScopes(),
      groups: this.#settings.groups,
    });
    return this.#authorizer;
  }

  /**
   * Returns an authorizer that allows connections to a `WebSocketApi` with an access token of this pool. It accepts the
   * tokens of all clients, including clients that are added later. A later call with the same ID returns the same object.
   *
   * @param options place of the token and required scopes. Default: the query parameter `token`, and no scope
   * @param id construct ID of the authorizer in the pool. Another authorizer with other options needs another ID
   */
  webSocketAuthorizer(
    options: WebSocketTokenOptions = {},
    id = "web-socket-authorizer",
  ): WebSocketTokenAuthorizer {
    const declared = this.#webSocketAuthorizers.get(id);
    if (declared) {
      if (!isDeepStrictEqual(options, declared.options)) addValidation(this, () => [otherOptions(id)]);
      return declared.authorizer;
    }
    const values = readProps(this, options, WEB_SOCKET_TOKEN_RULES, "webSocketAuthorizer: ");
    const { scopes = [], tokenUse = "access" } = values;
    const { tokenIn, tokenName, logRetentionDays, logEncryptionKey, tags } = values;
    addValidation(this, () => validateGrantedScopes(scopes, this.#allScopes()));
    const authorizer = new WebSocketTokenAuthorizer(this, id, {
      issuer: this.issuer,
      audiences: () => this.#clientIds(),
      ...{ tokenIn, tokenName, scopes, tokenUse, logRetentionDays, logEncryptionKey, tags },
    });
    this.#webSocketAuthorizers.set(id, { options, authorizer });
    return authorizer;
  }

  #clientIds(): readonly string[] {
    return [...this.#clients.values()].map((client) => client.id);
  }

  /** Returns all scopes that a token of the pool can have. */
  #allScopes(): readonly string[] {
    return [...COGNITO_SCOPES, ...this.#settings.scopes];
  }

  #clientPool(): ClientPool {
    return {
      scope: this,
      pool: this.pool,
      scopes: this.#settings.scopes,
      resourceServers: [...this.resourceServers.values()],
    };
  }

  #addClient(id: string, client: CognitoUserPoolClient): CognitoUserPoolClient {
    this.#clients.set(id, client);
    return client;
  }
}

/** Authorizer of WebSocket APIs, with the options of its declaration. */
interface DeclaredWebSocketAuthorizer {
  readonly options: WebSocketTokenOptions;
  readonly authorizer: WebSocketTokenAuthorizer;
}

function otherOptions(id: string): string {
  return `webSocketAuthorizer "${id}" is declared twice with other options. Use the same options, or pass another ID as the second argument.`;
}

/**
 * Scopes that a Cognito token can contain in addition to the scopes of the pool. The authorization code flow
 * adds `openid`, `email` and `profile`; the SRP flow adds `aws.cognito.signin.user.admin`.
 */
const COGNITO_SCOPES = ["openid", "email", "profile", "aws.cognito.signin.user.admin"];

function createUserPool(scope: Construct, settings: UserPoolOptions): CognitoUserPool {
  return new CognitoUserPool(scope, "Default", {
    name: settings.name,
    usernameAttributes: ["email"],
    // Email addresses that differ only in upper and lower case identify the same user. This setting cannot be
    // changed after the pool is created.
    usernameConfiguration: { caseSensitive: false },
    autoVerifiedAttributes: ["email"],
    // A new address replaces the old one only after the user has entered the code that Cognito sends to it. Otherwise, a
    // user could sign in with the address of another person, and tokens would contain this address.
    userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: ["email"] },
    emailConfiguration: settings.emailSender && emailConfiguration(settings.emailSender),
    verificationMessageTemplate: { defaultEmailOption: `CONFIRM_WITH_${settings.emailVerification}` },
    accountRecoverySetting: { recoveryMechanism: [{ name: "verified_email", priority: 1 }] },
    adminCreateUserConfig: { allowAdminCreateUserOnly: choose(settings.selfSignUp, false, true) },
    passwordPolicy: settings.passwordPolicy,
    mfaConfiguration: settings.mfa,
    softwareTokenMfaConfiguration: settings.mfa === "OFF" ? undefined : { enabled: true },
    ...threatProtection(settings),
    deletionProtection: choose(settings.deletionProtection, "ACTIVE", "INACTIVE"),
    tags: settings.tags,
  });
}

function emailConfiguration({ identityArn, from }: NonNullable<UserPoolProps["emailSender"]>) {
  return { emailSendingAccount: "DEVELOPER", sourceArn: identityArn, fromEmailAddress: from };
}

/** Returns the feature plan with the mode of threat protection. If Terraform omits the plan, AWS keeps the old plan. */
function threatProtection({ threatProtection: mode }: UserPoolOptions) {
  if (mode === "OFF") return { userPoolTier: "ESSENTIALS" };
  return { userPoolTier: "PLUS", userPoolAddOns: { advancedSecurityMode: mode } };
}

function createResourceServers(
  scope: Construct,
  pool: CognitoUserPool,
  scopes: readonly string[],
): Map<string, CognitoResourceServer> {
  if (isUnresolved(scopes)) return new Map([["*", createServerForEachScope(scope, pool, scopes)]]);
  const servers = new Map<string, string[]>();
  for (const scopeText of scopes) {
    const slash = scopeText.lastIndexOf("/");
    const identifier = scopeText.slice(0, Math.max(slash, 0));
    servers.set(identifier, [...(servers.get(identifier) ?? []), scopeText.slice(slash + 1)]);
  }
  return new Map(
    [...servers].map(([identifier, names]) => [
      identifier,
      createResourceServer(scope, pool, identifier, names),
    ]),
  );
}

function createResourceServer(
  scope: Construct,
  pool: CognitoUserPool,
  identifier: string,
  names: readonly string[],
): CognitoResourceServer {
  return new CognitoResourceServer(scope, `resource-server-${identifier}`, {
    userPoolId: pool.id,
    identifier: escapeText(identifier),
    // Replace the characters that Cognito allows in the identifier, but not in this display name.
    name: identifier.replace(/[^\w+=,.@-]/g, "-"),
    scope: escapeTemplates(
      names.map((scopeName) => ({ scopeName, scopeDescription: `${identifier}/${scopeName}` })),
    ),
  });
}

function createUserGroups(
  scope: Construct,
  pool: CognitoUserPool,
  groups: readonly string[],
): Map<string, CognitoUserGroup> {
  if (isUnresolved(groups)) return new Map([["*", createGroupForEachName(scope, pool, groups)]]);
  return new Map(
    [...new Set(groups)].map((name) => [
      name,
      new CognitoUserGroup(scope, `group-${name}`, { userPoolId: pool.id, name: escapeText(name) }),
    ]),
  );
}

function createDomain(scope: Construct, pool: CognitoUserPool, prefix: string): CognitoUserPoolDomain {
  return new CognitoUserPoolDomain(scope, "domain", { userPoolId: pool.id, domain: escapeTemplates(prefix) });
}
