import {
  Construct,
  SecretsmanagerSecret,
  SecretsmanagerSecretVersion,
  type TerraformVariable,
} from "../cdktf";
import { grantStatements } from "../grant-statements";
import type { Grantee } from "../iam/policy";
import type { KeyReference } from "../log-group";
import { physicalName, uniqueName } from "../names";
import { NUMBER, TAGS, TEXT, WITH_ARN } from "../prop-rules";
import { type PropRules, readProps } from "../props";
import { escapeTemplates, terraformMap } from "../tokens";
import { addValidation, knownAtSynth, WRITE_MEMBERS_FIX } from "../validation";
import { type ExistingKind, type ExistingSecretOptions, referToExisting } from "./existing-value";
import { readStatements, type SecretReference } from "./read-access";
import { DEFAULT_VALUE_VERSION, ephemeralValue, SECRET_VALUE, validateVariableStack } from "./secret-value";
import { validateSecret, validateSecretName } from "./validate-secret";

/** Options of a {@link Secret}. */
export interface SecretProps {
  /**
   * Name of the secret on AWS: 1 to 512 letters, digits and `/_+=.@-`. Default: the path of the construct, with `-`
   * between the IDs: `products-dev-payment-key`.
   */
  readonly name?: string;
  /** Description of the secret, up to 2048 characters. Default: none. */
  readonly description?: string;
  /**
   * Terraform variable that contains the value, without a default. The construct makes it ephemeral and sensitive, so
   * the value is neither in the state nor in a plan. Default: an operator or another tool sets the value.
   */
  readonly value?: TerraformVariable;
  /**
   * Version of `value`, from 1 to 2147483647. Terraform sends the value again only if this number changes. Default: 1.
   */
  readonly valueVersion?: number;
  /**
   * Customer managed KMS key that encrypts the secret. Default: Secrets Manager encrypts it with the key
   * `aws/secretsmanager`, which is free of charge.
   */
  readonly encryptionKey?: KeyReference;
  /**
   * Number of days in which a deleted secret can be restored: 7 to 30, or 0 to delete it immediately. Default: 30, as
   * on AWS, because Terraform cannot create the deleted value again.
   */
  readonly recoveryWindowDays?: number;
  /** Tags of the secret. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

const SECRET_RULES: PropRules<SecretProps> = {
  name: TEXT,
  description: TEXT,
  value: SECRET_VALUE,
  valueVersion: NUMBER,
  encryptionKey: WITH_ARN,
  recoveryWindowDays: NUMBER,
  tags: TAGS,
};

const EXISTING_SECRET: ExistingKind = {
  service: "secretsmanager",
  // Secrets Manager appends a hyphen and six random characters to the name in the ARN.
  resource: (name) => `secret:${name}-??????`,
  validateName: (name) => validateSecretName(name, "Correct it."),
};

/**
 * Secret in AWS Secrets Manager. Functions read its value when they run. The value is neither in the Terraform JSON nor
 * in the state. Invalid options are reported when the app is synthesized.
 *
 * @example
 * const key = new Secret(this, "payment-key");
 * const pay = new NodejsFunction(this, "pay", {
 *   entry: "functions/payments/pay.ts",
 *   environment: { PAYMENT_KEY: key.name },
 * });
 * key.grantRead(pay);
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/intro.html
 */
export class Secret extends Construct implements SecretReference {
  /** The Terraform resource `aws_secretsmanager_secret`. */
  readonly secret: SecretsmanagerSecret;
  /** The Terraform resource `aws_secretsmanager_secret_version`, if `value` is set. */
  readonly version?: SecretsmanagerSecretVersion;

  readonly #encryptionKey?: KeyReference;

  /**
   * Returns a reference to an existing secret, such as a secret of another stack. Terraform neither reads nor changes
   * it. The secret must be in the account and the Region of the AWS provider.
   * @param name name of the secret on AWS: `products/payment-key`
   * @param options KMS key of the secret. Default: a key that AWS manages
   */
  static fromName(
    scope: Construct,
    id: string,
    name: string,
    options: ExistingSecretOptions = {},
  ): SecretReference {
    return referToExisting(scope, id, { ...options, name }, EXISTING_SECRET);
  }

  constructor(scope: Construct, id: string, props: SecretProps = {}) {
    super(scope, id);
    const settings = withDefaults(this, readProps(this, props, SECRET_RULES));
    uniqueName(this, "secret name", settings.name);
    addValidation(this, () => [
      ...validateSecret(settings, props?.value !== undefined),
      ...validateVariableStack(this, settings),
    ]);
    this.#encryptionKey = settings.encryptionKey;
    this.secret = createSecret(this, escapeTemplates(settings));
    if (settings.value) this.version = createVersion(this, this.secret, settings.value, settings);
  }

  /** Name of the secret on AWS. */
  get name(): string {
    return this.secret.name;
  }

  /** ARN of the secret. */
  get arn(): string {
    return this.secret.arn;
  }

  /**
   * Allows a function to read the value with `secretsmanager:GetSecretValue`. If the secret has an `encryptionKey`,
   * also allows `kms:Decrypt` with this key, but only through Secrets Manager.
   */
  grantRead(grantee: Grantee): void {
    const { arn } = this;
    const encryptionKey = this.#encryptionKey;
    grantStatements(this, grantee, readStatements({ service: "secretsmanager", arn, encryptionKey }));
  }
}

type SecretSettings = ReturnType<typeof withDefaults>;

function withDefaults(scope: Construct, props: SecretProps) {
  return {
    ...props,
    name: props.name ?? physicalName(scope),
    encryptionKey: knownAtSynth(scope, "encryptionKey", props.encryptionKey, WRITE_MEMBERS_FIX),
    recoveryWindowDays: props.recoveryWindowDays ?? 30,
    tags: props.tags && terraformMap(props.tags),
  };
}

function createSecret(scope: Construct, settings: SecretSettings): SecretsmanagerSecret {
  return new SecretsmanagerSecret(scope, "Default", {
    name: settings.name,
    description: settings.description,
    kmsKeyId: settings.encryptionKey?.arn,
    recoveryWindowInDays: settings.recoveryWindowDays,
    tags: settings.tags,
  });
}

function createVersion(
  scope: Construct,
  secret: SecretsmanagerSecret,
  value: TerraformVariable,
  { valueVersion = DEFAULT_VALUE_VERSION }: SecretSettings,
): SecretsmanagerSecretVersion {
  return new SecretsmanagerSecretVersion(scope, "value", {
    secretId: secret.id,
    secretStringWo: ephemeralValue(value),
    secretStringWoVersion: valueVersion,
  });
}
