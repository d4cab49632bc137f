import { Token } from "../cdktf";
import { validateName, validateRange } from "../validation";
import type { ClientProps, CodeClientProps } from "./user-pool-client";

/**
 * What Cognito allows, checked at synth.
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

export function validateUserPool(settings: UserPoolSettings): string[] {
  const { minimumLength, temporaryPasswordValidityDays } = settings.passwordPolicy;
  return [
    ...validateName(settings.name, POOL_NAME),
    ...validateRange("passwordPolicy.minimumLength", minimumLength, { min: 6, max: 99, unit: "characters" }),
    ...validateRange("passwordPolicy.temporaryPasswordValidityDays", temporaryPasswordValidityDays, {
      min: 1,
      max: 365,
      unit: "days",
    }),
    ...settings.scopes.flatMap(validateScope),
    ...findDuplicates(settings.scopes).map((scope) => `scope "${scope}" is there twice; drop one of the two`),
    ...findDuplicates(settings.groups).map((group) => `group "${group}" is there twice; drop one of the two`),
    ...settings.groups.flatMap((group) => validateName(group, GROUP_NAME)),
    ...validateDomain(settings),
  ];
}

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html */
const POOL_NAME = {
  what: "user pool name",
  max: 128,
  pattern: /^[\w\s+=,.@-]+$/,
  characters: "letters, digits, spaces and + = , . @ - _",
};

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html */
const GROUP_NAME = {
  what: "group",
  max: 128,
  pattern: /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u,
  characters: "letters, digits and punctuation",
  fix: "rename it",
};

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResourceServerScopeType.html */
function validateScope(scope: string): string[] {
  if (Token.isUnresolved(scope)) return [];
  if (/^[\x21\x23-\x2E\x30-\x5B\x5D-\x7E/]+\/[\x21\x23-\x2E\x30-\x5B\x5D-\x7E]+$/.test(scope)) return [];
  const word = scope.replace(/[^A-Za-z0-9]+/g, "") || "read";
  return [`scope "${scope}" must be a resource server and a scope; write "products/${word}"`];
}

function validateDomain({ domainPrefix, emailVerification }: UserPoolSettings): string[] {
  if (domainPrefix === undefined) {
    if (emailVerification === "CODE") return [];
    return [
      'emailVerification "LINK" needs hosted pages, found no domainPrefix; set domainPrefix, or use "CODE"',
    ];
  }
  if (Token.isUnresolved(domainPrefix)) return [];
  if (/aws|amazon|cognito/.test(domainPrefix)) {
    return [
      `domainPrefix "${domainPrefix}" has one of the words aws, amazon and cognito, which are reserved; leave it out`,
    ];
  }
  if (domainPrefix.length <= 63 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(domainPrefix)) return [];
  return [
    `domainPrefix "${domainPrefix}" must have 1 to 63 lower-case letters, digits and hyphens, none of them at an end; change it`,
  ];
}

function findDuplicates(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

/** What is wrong with any client. */
export function validateClient(id: string, { accessTokenMinutes, refreshTokenDays }: ClientProps): string[] {
  const faults = [
    ...validateName(id, { ...POOL_NAME, what: "id", fix: "rename it" }),
    ...validateRange("accessTokenMinutes", accessTokenMinutes, { min: 5, max: 1440, unit: "minutes" }),
    ...validateRange("refreshTokenDays", refreshTokenDays, { min: 1, max: 3650, unit: "days" }),
  ];
  return faults.map((fault) => `client "${id}": ${fault}`);
}

/** What is wrong with a client of the code flow. */
export function validateCodeClient(id: string, client: CodeClientProps, pool: UserPoolSettings): string[] {
  const { callbackUrls, logoutUrls = [], scopes = [] } = client;
  const unknown = scopes.filter((scope) => !pool.scopes.includes(scope));
  const faults = [
    ...[...callbackUrls, ...logoutUrls].flatMap(validateUrl),
    ...(callbackUrls.length === 0 ? ["has no callbackUrls; name at least one"] : []),
    ...unknown.map(
      (scope) => `asks for the scope "${scope}", which its pool does not have; add it to the pool's scopes`,
    ),
    ...(pool.domainPrefix === undefined
      ? ["signs its users in on hosted pages, found none; set the pool's domainPrefix, or use addSrpClient"]
      : []),
  ];
  return faults.map((fault) => `client "${id}" ${fault}`);
}

function validateUrl(url: string): string[] {
  if (Token.isUnresolved(url) || isCallback(url)) return [];
  return [
    `has the URL "${url}"; write an https URL without a fragment, http://localhost, or an app's own scheme`,
  ];
}

/** What a browser would run or open by itself, rather than hand to an app. */
const SCRIPTS = ["javascript:", "data:", "vbscript:", "file:"];

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html */
function isCallback(url: string): boolean {
  if (!/^[a-z][a-z0-9+.-]*:\/\//.test(url) || !URL.canParse(url) || url.includes("#")) return false;
  const { protocol, hostname } = new URL(url);
  return !SCRIPTS.includes(protocol) && (protocol !== "http:" || LOOPBACK.includes(hostname));
}
