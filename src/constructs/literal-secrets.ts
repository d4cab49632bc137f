import type { IConstruct } from "./cdktf";
import { listResources, nameCheck, type StackResource } from "./checks";
import { ProjectContext } from "./project-context";
import { findSecretFormat, isNamedSecret } from "./secret-patterns";
import { ExistingNames } from "./secrets/existing-value";
import { isPlainObject, isUnresolved } from "./tokens";
import { isWaived } from "./waivers";

type Arguments = Readonly<Record<string, unknown>>;

/**
 * Returns the errors of all resources that contain a secret as a literal, by construct. The Terraform JSON and the state
 * would contain the secret. No error contains the value. The check reads the Terraform, because such resources are also
 * declared with the classes of CDKTF.
 */
export function findLiteralSecrets(app: IConstruct): ReadonlyMap<IConstruct, readonly string[]> {
  const { names } = ProjectContext.of(app).registry(ExistingNames);
  const candidates = listResources(app).filter(canContainSecret);
  return new Map(
    candidates
      .filter(({ construct }) => !isWaived(construct, "literal-secret"))
      .map((resource) => {
        const errors = [...validateVariables(resource, names), ...validateArguments(resource)];
        return [resource.construct, errors.map((error) => nameCheck(error, "literal-secret"))];
      }),
  );
}

/** Returns false for most resources, because reading the arguments of all resources would make synthesis slower. */
function canContainSecret(resource: StackResource): boolean {
  return resource.type === FUNCTION || hasSecretArgument(resource);
}

const FUNCTION = "aws_lambda_function";

function hasSecretArgument({ type, construct }: StackResource): boolean {
  if (Object.hasOwn(SECRET_ARGUMENTS, type)) return true;
  // A class of CDKTF keeps the argument `password_wo` in the field `_passwordWo`, and overrides in `rawOverrides`.
  const fields = construct as unknown as Arguments;
  return hasWriteOnly(fields, "Wo") || hasWriteOnly(Object(fields.rawOverrides), "_wo");
}

function hasWriteOnly(values: Arguments, suffix: string): boolean {
  return Object.keys(values).some((name) => name.endsWith(suffix) && values[name] !== undefined);
}

function validateVariables(resource: StackResource, names: ReadonlySet<string>): string[] {
  return Object.entries(readFunctionVariables(resource)).flatMap(([name, value]) => {
    if (typeof value !== "string" || names.has(value)) return [];
    const format = findSecretFormat(value);
    if (format) return [`environment variable "${name}" contains ${format}; ${RULE}`];
    if (isUnresolved(value) || isExpression(value) || !isNamedSecret(name, value)) return [];
    return [`environment variable "${name}" is a literal, and its name means a secret; ${RULE} ${WAIVER}`];
  });
}

/** Returns the environment variables of a Lambda function, and no variables for any other resource. */
export function readFunctionVariables(resource: StackResource): Arguments {
  if (resource.type !== FUNCTION) return {};
  const [block] = [resource.read("environment")].flat();
  return isPlainObject(block) && isPlainObject(block.variables) ? block.variables : {};
}

const RULE =
  "expected no secret, because the Terraform contains the value. Use a Secret or a Parameter, and pass its name.";
const WAIVER = "If the value is no secret, rename the variable, or waive the check.";

/** Arguments that contain a secret, by type. */
const SECRET_ARGUMENTS: Readonly<Record<string, string>> = {
  aws_api_gateway_api_key: "value",
  aws_secretsmanager_secret_version: "secret_string",
  aws_ssm_parameter: "value",
};

function validateArguments(resource: StackResource): string[] {
  if (!hasSecretArgument(resource)) return [];
  const { type, values } = resource;
  const secretArgument = SECRET_ARGUMENTS[type];
  const isSecret = (name: string) =>
    name.endsWith("_wo") || (name === secretArgument && (values.type ?? "SecureString") === "SecureString");
  return Object.entries(values)
    .filter(([name, value]) => isSecret(name) && isLiteral(value))
    .map(
      ([name]) =>
        `${name} is a literal; expected a value of Terraform, because the Terraform contains the literal. Use a Secret or a Parameter, or pass an ephemeral variable to a write-only argument.`,
    );
}

function isLiteral(value: unknown): boolean {
  return typeof value === "string" && value !== "" && !isUnresolved(value) && !isExpression(value);
}

/** Returns true if a string contains an expression of Terraform that is no CDKTF token, such as `${var.key}`. */
function isExpression(text: string): boolean {
  return /(?:^|[^$])\$\{/.test(text);
}
