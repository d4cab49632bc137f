import { COGNITO_QUOTAS } from "#aws";
import { isUnresolved, terraformList } from "../tokens";
import { validateGroup, validateName, validateRange } from "../validation";
import type { ClientProps, CodeClientProps } from "./user-pool-client";

/**
 * Settings of a user pool that are checked against the limits of Cognito when the app is synthesized.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
 */
export interface UserPoolSettings {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly groups: readonly string[];
  readonly domainPrefix?: string;
  readonly emailVerification: "CODE" | "LINK";
  readonly passwordPolicy: { readonly minimumLength: number; readonly temporaryPasswordValidityDays: number };
}

/** Returns the errors of a user pool's settings. */
export function validateUserPool(settings: UserPoolSettings): string[] {
  const { minimumLength, temporaryPasswordValidityDays } = settings.passwordPolicy;
  return [
    ...validateName(settings.name, POOL_NAME),
    ...validateRange("passwordPolicy.minimumLength", minimumLength, {
      ...COGNITO_QUOTAS.passwordLength,
      unit: "characters",
    }),
    ...validateRange("passwordPolicy.temporaryPasswordValidityDays", temporaryPasswordValidityDays, {
      ...COGNITO_QUOTAS.temporaryPasswordValidityDays,
      unit: "days",
    }),
    ...settings.scopes.flatMap(validateScope),
    ...findDuplicates(settings.scopes).map((scope) => `duplicate scope "${scope}". Remove one.`),
    ...findDuplicates(settings.groups).map((group) => `duplicate group "${group}". Remove one.`),
    ...settings.groups.flatMap(validateGroup),
    ...validateDomain(settings),
  ];
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html */
const POOL_NAME = {
  kind: "user pool name",
  max: COGNITO_QUOTAS.poolNameLength,
  pattern: /^[\w\s+=,.@-]+$/,
  characters: "letters, digits, spaces and + = , . @ - _",
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResourceServerScopeType.html */
function validateScope(scope: string): string[] {
  if (isUnresolved(scope)) return [];
  if (/^[\x21\x23-\x2E\x30-\x5B\x5D-\x7E/]+\/[\x21\x23-\x2E\x30-\x5B\x5D-\x7E]+$/.test(scope)) return [];
  const word = scope.replace(/[^A-Za-z0-9]+/g, "") || "read";
  return [`scope "${scope}" is invalid; expected a resource server and a scope. Write "products/${word}".`];
}

function validateDomain({ domainPrefix, emailVerification }: UserPoolSettings): string[] {
  if (domainPrefix === undefined) {
    if (isUnresolved(emailVerification) || emailVerification === "CODE") return [];
    return [
      'emailVerification is "LINK", which needs the hosted UI, but domainPrefix is not set. Set domainPrefix, or use "CODE".',
    ];
  }
  if (isUnresolved(domainPrefix)) return [];
  if (/aws|amazon|cognito/.test(domainPrefix)) {
    return [
      `domainPrefix "${domainPrefix}" contains a reserved word (aws, amazon or cognito). Remove the word.`,
    ];
  }
  if (domainPrefix.length <= 63 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(domainPrefix)) return [];
  return [
    `domainPrefix "${domainPrefix}" is invalid; expected 1 to 63 lowercase letters, digits and hyphens, without a hyphen at either end`,
  ];
}

function findDuplicates(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

/** Returns the errors of the settings that all kinds of app clients have. */
export function validateClient(id: string, client: ClientProps): string[] {
  const { accessTokenMinutes, refreshTokenDays, writeAttributes } = client;
  const errors = [
    ...validateName(id, { ...POOL_NAME, kind: "ID", fix: "Rename it." }),
    ...validateRange("accessTokenMinutes", accessTokenMinutes, {
      ...COGNITO_QUOTAS.accessTokenMinutes,
      unit: "minutes",
    }),
    ...validateRange("refreshTokenDays", refreshTokenDays, {
      ...COGNITO_QUOTAS.refreshTokenDays,
      unit: "days",
    }),
    ...validateWriteAttributes(writeAttributes),
  ];
  return errors.map((error) => `client "${id}": ${error}`);
}

/**
 * Standard attributes that an app client can write. Cognito itself sets `sub`, `email_verified` and
 * `phone_number_verified`.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
const WRITABLE_ATTRIBUTES = [
  "address",
  "birthdate",
  "email",
  "family_name",
  "gender",
  "given_name",
  "locale",
  "middle_name",
  "name",
  "nickname",
  "phone_number",
  "picture",
  "preferred_username",
  "profile",
  "updated_at",
  "website",
  "zoneinfo",
];

function validateWriteAttributes(attributes?: readonly string[]): string[] {
  if (isUnresolved(attributes)) return [];
  if (attributes?.length === 0) {
    return ["writeAttributes is empty, so Cognito would allow all standard attributes. Add an attribute."];
  }
  const unknown = (attributes ?? []).filter(
    (name) => !WRITABLE_ATTRIBUTES.includes(name) && !name.startsWith("custom:"),
  );
  return unknown.map(
    (name) =>
      `writeAttributes has "${name}"; expected one of ${WRITABLE_ATTRIBUTES.join(", ")}, or an attribute that starts with "custom:"`,
  );
}

/**
 * Returns the errors of the settings that only app clients with the authorization code flow have.
 * {@link validateClient} checks the other settings.
 */
export function validateCodeClient(id: string, client: CodeClientProps, pool: UserPoolSettings): string[] {
  const callbackUrls = terraformList(client.callbackUrls);
  const logoutUrls = terraformList(client.logoutUrls ?? []);
  const scopes = isUnresolved([client.scopes, pool.scopes]) ? [] : (client.scopes ?? []);
  const unknown = scopes.filter((scope) => !pool.scopes.includes(scope));
  const errors = [
    ...[...callbackUrls, ...logoutUrls].flatMap(validateUrl),
    ...(callbackUrls.length === 0 ? ["callbackUrls is empty. Add at least one URL."] : []),
    ...unknown.map(
      (scope) =>
        `scope "${scope}" does not exist in the user pool. Correct the scope, or add it to the pool's scopes.`,
    ),
    ...(pool.domainPrefix === undefined
      ? [
          "needs the hosted UI, but domainPrefix of the user pool is not set. Set domainPrefix, or use addSrpClient().",
        ]
      : []),
  ];
  return errors.map((error) => `client "${id}": ${error}`);
}

function validateUrl(url: string): string[] {
  if (isUnresolved(url) || isRedirectUrl(url)) return [];
  return [
    `URL "${url}" is invalid; expected an https URL without a fragment, http://localhost, or an app's own scheme`,
  ];
}

/** URL schemes that are not allowed, because the browser handles them itself and no app can register them. */
const BROWSER_SCHEMES = ["javascript:", "data:", "vbscript:", "file:"];

/** Hosts for which a redirect URL can use http, because the request does not leave the computer. */
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html */
function isRedirectUrl(url: string): boolean {
  if (!/^[a-z][a-z0-9+.-]*:\/\//.test(url) || !URL.canParse(url) || url.includes("#")) return false;
  const { protocol, hostname } = new URL(url);
  return !BROWSER_SCHEMES.includes(protocol) && (protocol !== "http:" || LOOPBACK.includes(hostname));
}

/** Returns the error of scopes that a token needs, but that no client of the pool can request. */
export function validateGrantedScopes(required: readonly string[], available: readonly string[]): string[] {
  if (isUnresolved([required, available])) return [];
  const unknown = required.filter((scope) => !available.includes(scope));
  if (unknown.length === 0) return [];
  return [
    `webSocketAuthorizer: no token of the pool can have the scope ${unknown.join(", ")}. Available: ${available.join(", ")}. Correct the scope, or add it to the user pool.`,
  ];
}
