import { readSynthesizedStack } from "#terraform";
import { LocalError } from "../model/local-error";
import type { Model, UserPoolModel } from "../model/model";
import { readModel } from "../model/read-model";
import { createIssuer, type Issuer } from "./issuer";
import { readOrCreateKey } from "./key-file";
import { InvalidTokenRequest } from "./token-claims";

/** What a token says. */
export interface TokenOptions {
  /** The user pool's name in the stack. Default: the only one. */
  readonly pool?: string;
  /** Default: none. */
  readonly scopes?: readonly string[];
  /** Default: none. */
  readonly groups?: readonly string[];
  /** The user's id. Default: a made-up one. */
  readonly subject?: string;
  /** Default: the pool's first client. */
  readonly clientId?: string;
  /** Default: as long as the client's tokens are. */
  readonly expiresInMinutes?: number;
  /** Further claims, which come before all others. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** @throws LocalError where there is no such pool, or the pool has no such scope, group or client */
export async function createToken(issuer: Issuer, model: Model, options: TokenOptions = {}): Promise<string> {
  const { pool: label, ...wish } = options;
  const pool = selectPool(model, label);
  try {
    return await issuer.token({ pool, ...wish });
  } catch (fault) {
    throw fault instanceof InvalidTokenRequest ? new LocalError([fault.message]) : fault;
  }
}

/**
 * A token for a stack that another process serves, with the key of a file that both have.
 *
 * @param dir of the stack's Terraform JSON
 * @param keyFile absolute; made where there is none
 * @throws LocalError for what the stack does not have
 */
export async function issueToken(dir: string, keyFile: string, options?: TokenOptions): Promise<string> {
  const model = readModel(readSynthesizedStack(dir), () => "http://localhost");
  const issuer = createIssuer({ pools: model.userPools, key: await readOrCreateKey(keyFile) });
  return createToken(issuer, model, options);
}

function selectPool({ name, userPools }: Model, label: string | undefined): UserPoolModel {
  const [only, ...more] = userPools;
  const labels = userPools.map((pool) => `"${pool.label}"`).join(", ");
  const found =
    label === undefined && more.length === 0 ? only : userPools.find((pool) => pool.label === label);
  if (found) return found;
  if (!only) throw new LocalError([`${name} has no user pool, whose tokens these would be`]);
  throw new LocalError([
    label === undefined
      ? `${name} has the user pools ${labels}; say which`
      : `${name} has no user pool "${label}"; it has ${labels}`,
  ]);
}
