import { Construct, DataAwsCallerIdentity, DataAwsPartition, DataAwsRegion } from "../cdktf";
import { grantStatements } from "../grant-statements";
import type { KeyReference } from "../log-group";
import { ProjectContext } from "../project-context";
import { TEXT, WITH_ARN } from "../prop-rules";
import { type PropRules, readProps, required } from "../props";
import { addValidation, knownAtSynth, WRITE_MEMBERS_FIX } from "../validation";
import { type ReadableService, readStatements, type SecretReference } from "./read-access";

/** Options of a secret or a parameter that exists already. */
export interface ExistingSecretOptions {
  /**
   * Customer managed KMS key that encrypts the value. `grantRead` allows functions to decrypt with this key.
   * Default: the value is encrypted with a key that AWS manages, which needs no permission.
   */
  readonly encryptionKey?: KeyReference;
}

/** Names of the existing secrets and parameters to which an app refers. A variable with such a name is no secret. */
export class ExistingNames {
  readonly names = new Set<string>();
}

/** Existing value: its name, and its options. */
interface ExistingValue extends ExistingSecretOptions {
  readonly name: string;
}

const EXISTING_RULES: PropRules<ExistingValue> = { name: required(TEXT), encryptionKey: WITH_ARN };

/** Service of an existing value, and its facts about a name. */
export interface ExistingKind {
  readonly service: ReadableService;
  /** Returns the part of the ARN that follows the account. */
  readonly resource: (name: string) => string;
  readonly validateName: (name: string) => readonly string[];
}

/** Returns a reference to an existing value. Creates only data sources, which complete the ARN of the value. */
export function referToExisting(
  scope: Construct,
  id: string,
  value: ExistingValue,
  { service, resource, validateName }: ExistingKind,
): SecretReference {
  const construct = new Construct(scope, id);
  const { name, ...options } = readProps(construct, value, EXISTING_RULES);
  addValidation(construct, () => validateName(name));
  ProjectContext.of(scope).registry(ExistingNames).names.add(name);
  const encryptionKey = knownAtSynth(construct, "encryptionKey", options.encryptionKey, WRITE_MEMBERS_FIX);
  const { partition } = new DataAwsPartition(construct, "partition");
  const { region } = new DataAwsRegion(construct, "region");
  const { accountId } = new DataAwsCallerIdentity(construct, "account");
  const arn = `arn:${partition}:${service}:${region}:${accountId}:${resource(name)}`;
  return {
    // A function result of CDKTF is an object, although its type is a string.
    name: String(name),
    grantRead(grantee) {
      grantStatements(construct, grantee, readStatements({ service, arn, encryptionKey }));
    },
  };
}
