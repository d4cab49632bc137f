import type { Grantee, Statement } from "../iam/policy";
import type { KeyReference } from "../log-group";

/** Secret or parameter that functions can read: a new construct, or the result of `fromName`. */
export interface SecretReference {
  /** Name on AWS. Pass it to functions as an environment variable. */
  readonly name: string;
  /** Allows a function to read the value. */
  grantRead(grantee: Grantee): void;
}

/** Service that stores the value, as IAM names it. */
export type ReadableService = keyof typeof READ_ACTIONS;

/**
 * Action that reads one value.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 */
const READ_ACTIONS = { secretsmanager: "secretsmanager:GetSecretValue", ssm: "ssm:GetParameter" } as const;

/** Value that functions may read. */
interface ReadableValue {
  readonly service: ReadableService;
  readonly arn: string;
  readonly encryptionKey?: KeyReference;
}

/**
 * Returns the statements that allow to read a value, and to decrypt it through its service. The keys that AWS manages
 * allow this to the whole account, so they need no statement.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-restrict-decryption.html
 */
export function readStatements({ service, arn, encryptionKey }: ReadableValue): Statement[] {
  const statement = { actions: [READ_ACTIONS[service]], resources: [arn] };
  if (!encryptionKey) return [statement];
  const conditions = { StringLike: { "kms:ViaService": `${service}.*.amazonaws.com` } };
  return [statement, { actions: ["kms:Decrypt"], resources: [encryptionKey.arn], conditions }];
}
