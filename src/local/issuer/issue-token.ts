import { readSynthesizedStack } from "#terraform";
import type { UserPoolModel } from "../model/model";
import { readUserPools } from "../model/read-model";
import { createIssuer, type Issuer } from "./issuer";
import { readOrCreateKey } from "./key-file";
import { InvalidTokenRequest } from "./token-settings";

/** Options for creating a token. */
export interface TokenOptions {
  /**
   * `id` for an ID token, which a Cognito authorizer of a REST API requires for a method without scopes. Default:
   * `access`.
   */
  readonly use?: "access" | "id";
  /** Terraform name of the user pool. Required if the stack has several user pools. */
  readonly pool?: string;
  /** Scopes of the pool or of Cognito, such as `products/read`. Default: `aws.cognito.signin.user.admin`. */
  readonly scopes?: readonly string[];
  /** Groups of the pool. Default: none. */
  readonly groups?: readonly string[];
  /** ID of the user. Default: a constant fake ID. */
  readonly subject?: string;
  /** ID or name of the app client. Default: the first client of the pool. */
  readonly client?: string;
  /** Lifetime in minutes. Default: the lifetime that the pool's first client sets. */
  readonly expiresInMinutes?: number;
  /** Additional claims. They override all other claims. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/**
 * Creates a token of a stack's user pool.
 *
 * @throws InvalidTokenRequest if the stack does not have a requested pool, scope, group or client
 */
export async function createToken(
  issuer: Issuer,
  stack: PoolsOfStack,
  options: TokenOptions = {},
): Promise<string> {
  const { pool: label, ...request } = options;
  return issuer.token({ pool: selectPool(stack, label), ...request });
}

/** Part of a stack that token requests need. */
interface PoolsOfStack {
  /** Name of the stack, for error messages. */
  readonly name: string;
  readonly userPools: readonly UserPoolModel[];
}

/**
 * Issues a token for a local gateway that runs in another process. The gateway accepts the token, because both
 * processes read the signing key from the same file. The function reads only the user pools of the stack.
 *
 * @param dir folder that contains the Terraform JSON of the stack
 * @param keyFile absolute path of the key file, which is created if it does not exist
 * @returns the signed token (JWT)
 * @throws InvalidTokenRequest if the stack does not have a requested pool, scope, group or client
 * @throws LocalError if AWS would reject a user pool of the stack
 */
export async function issueToken(dir: string, keyFile: string, options?: TokenOptions): Promise<string> {
  const synthesized = readSynthesizedStack(dir);
  const userPools = readUserPools(synthesized);
  const issuer = createIssuer({ pools: userPools, key: await readOrCreateKey(keyFile) });
  return createToken(issuer, { name: synthesized.name, userPools }, options);
}

function selectPool({ name, userPools }: PoolsOfStack, label: string | undefined): UserPoolModel {
  const [firstPool, ...otherPools] = userPools;
  if (!firstPool) {
    throw new InvalidTokenRequest(
      `stack "${name}" has no aws_cognito_user_pool, so no token can be issued. Add a UserPool, or use an external issuer.`,
    );
  }
  if (label === undefined && otherPools.length === 0) return firstPool;
  const pool = userPools.find((candidate) => candidate.label === label);
  if (pool) return pool;
  const labels = userPools.map((candidate) => candidate.label).join(", ");
  throw new InvalidTokenRequest(
    label === undefined
      ? `stack "${name}" has several user pools: ${labels}. Select one with --pool, or with \`pool\` in code.`
      : `stack "${name}" has no user pool "${label}"; available: ${labels}`,
  );
}
