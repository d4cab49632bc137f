import { Construct, SsmParameter, type TerraformVariable, Token } from "../cdktf";
import { grantStatements } from "../grant-statements";
import type { Grantee } from "../iam/policy";
import type { KeyReference } from "../log-group";
import { physicalName, uniqueName } from "../names";
import { NUMBER, TAGS, TEXT, WITH_ARN } from "../prop-rules";
import { type PropRules, readProps, required } from "../props";
import { escapeTemplates, expression, isUnresolved, terraformMap } from "../tokens";
import { addValidation, knownAtSynth, WRITE_MEMBERS_FIX } from "../validation";
import { type ExistingKind, type ExistingSecretOptions, referToExisting } from "./existing-value";
import { readStatements, type SecretReference } from "./read-access";
import { DEFAULT_VALUE_VERSION, ephemeralValue, SECRET_VALUE, validateVariableStack } from "./secret-value";
import { validateParameter, validateParameterName } from "./validate-parameter";

/** Options of a {@link Parameter}. Only `value` is required. */
export interface ParameterProps {
  /**
   * Variable of Terraform with the value. It becomes ephemeral and sensitive, so the value is neither in the state nor
   * in a plan.
   */
  readonly value: TerraformVariable;
  /** Version of `value`. Terraform sends the value again only if this number changes. Default: 1. */
  readonly valueVersion?: number;
  /**
   * Name of the parameter on AWS. A name with a `/` must start with one. Default: the construct's path,
   * `products-dev-payment-key`.
   */
  readonly name?: string;
  /** Description of the parameter, up to 1024 characters. Default: none. */
  readonly description?: string;
  /**
   * Customer managed KMS key that encrypts the value. Default: SSM encrypts it with the key `aws/ssm`, which is free of
   * charge.
   */
  readonly encryptionKey?: KeyReference;
  /** Tags of the parameter. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

const PARAMETER_RULES: PropRules<ParameterProps> = {
  value: required({
    ...SECRET_VALUE,
    expected: "a TerraformVariable. For a parameter that exists already, use Parameter.fromName.",
  }),
  valueVersion: NUMBER,
  name: TEXT,
  description: TEXT,
  encryptionKey: WITH_ARN,
  tags: TAGS,
};

const EXISTING_PARAMETER: ExistingKind = {
  service: "ssm",
  resource: (name) => `parameter/${withoutSlash(name)}`,
  validateName: (name) => validateParameterName(name, "Correct it."),
};

/**
 * Encrypted parameter (`SecureString`) in the Parameter Store of AWS Systems Manager (SSM). Functions read its value when
 * they run. The value is neither in the Terraform nor in the state. Invalid options are reported when the app is
 * synthesized.
 *
 * @example
 * const value = new TerraformVariable(this, "payment_key", { type: "string" });
 * const key = new Parameter(this, "payment-key-parameter", { value, name: "/products-dev/payment-key" });
 * const pay = new NodejsFunction(this, "pay", {
 *   entry: "functions/payments/pay.ts",
 *   environment: { PAYMENT_KEY: key.name },
 * });
 * key.grantRead(pay);
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html
 */
export class Parameter extends Construct implements SecretReference {
  /** The Terraform resource `aws_ssm_parameter`. */
  readonly parameter: SsmParameter;

  readonly #encryptionKey?: KeyReference;

  /**
   * Returns a parameter that exists already, such as one of another stack. Terraform does not read or change the
   * parameter. It must be in the account and the Region of the AWS provider.
   * @param name name of the parameter on AWS: `/products/payment-key`
   */
  static fromName(
    scope: Construct,
    id: string,
    name: string,
    options: ExistingSecretOptions = {},
  ): SecretReference {
    return referToExisting(scope, id, { ...options, name }, EXISTING_PARAMETER);
  }

  constructor(scope: Construct, id: string, props: ParameterProps) {
    super(scope, id);
    const settings = withDefaults(this, readProps(this, props, PARAMETER_RULES));
    // SSM treats `key` and `/key` as the same name.
    uniqueName(this, "parameter name", withoutSlash(settings.name));
    addValidation(this, () => [...validateParameter(settings), ...validateVariableStack(this, settings)]);
    this.#encryptionKey = settings.encryptionKey;
    this.parameter = createParameter(this, escapeTemplates(settings));
  }

  /** Name of the parameter on AWS. */
  get name(): string {
    return this.parameter.name;
  }

  /** ARN of the parameter. */
  get arn(): string {
    return this.parameter.arn;
  }

  /**
   * Allows a function to read the value with `ssm:GetParameter`. If the parameter has an `encryptionKey`, the function
   * may also decrypt with this key, but only through SSM.
   */
  grantRead(grantee: Grantee): void {
    const { arn } = this;
    const encryptionKey = this.#encryptionKey;
    grantStatements(this, grantee, readStatements({ service: "ssm", arn, encryptionKey }));
  }
}

/** Returns the name without the `/` at its start, because the ARN contains only one `/` before the name. */
function withoutSlash(name: string): string {
  if (isUnresolved(name)) return Token.asString(expression`trimprefix(${name}, "/")`);
  return name.replace(/^\//, "");
}

type ParameterSettings = ReturnType<typeof withDefaults>;

function withDefaults(scope: Construct, props: ParameterProps) {
  return {
    ...props,
    name: props.name ?? physicalName(scope),
    valueVersion: props.valueVersion ?? DEFAULT_VALUE_VERSION,
    encryptionKey: knownAtSynth(scope, "encryptionKey", props.encryptionKey, WRITE_MEMBERS_FIX),
    tags: props.tags && terraformMap(props.tags),
  };
}

function createParameter(scope: Construct, settings: ParameterSettings): SsmParameter {
  return new SsmParameter(scope, "Default", {
    name: settings.name,
    description: settings.description,
    type: "SecureString",
    // A value that is not set, or that is no variable, is an error, so its placeholder is undefined.
    valueWo: settings.value && ephemeralValue(settings.value),
    valueWoVersion: settings.valueVersion,
    keyId: settings.encryptionKey?.arn,
    tags: settings.tags,
  });
}
