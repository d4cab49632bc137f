export const AUTHORIZERS = ["cognito", "oidc", "iam"] as const;
export const CDKS = ["cdktf", "cdktn"] as const;
export const MODULES = ["commonjs", "esm"] as const;

/** Properties of the new project that the user chooses. */
export interface Choices {
  /** Name of the package, and first part of the stack names: `my-api` in `my-api-dev`. */
  readonly name: string;
  readonly region: string;
  readonly stages: readonly string[];
  readonly authorizer: (typeof AUTHORIZERS)[number];
  readonly cdk: (typeof CDKS)[number];
  readonly modules: (typeof MODULES)[number];
}

/** Values of the options that the user has not chosen. The name has no default. */
export const DEFAULTS: Omit<Choices, "name"> = {
  region: "eu-central-1",
  stages: ["dev", "prod"],
  authorizer: "cognito",
  cdk: "cdktf",
  modules: "commonjs",
};

/** Words that start with a letter, with `-` between them. Such a name is valid on AWS, in npm and in Terraform. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Name of a Region, such as `us-gov-west-1`. */
const REGION = /^[a-z]{2,4}(-[a-z]+)+-[1-9][0-9]?$/;

/**
 * Maximum length of a stack name. The longest function name of the sample is `STACK-replace-product`, and Lambda allows
 * 64 characters.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
 */
const STACK_NAME_LENGTH = 64 - "-replace-product".length;

/**
 * Checks the name of a project. All checks return an error message, or `undefined` if the value is valid.
 * @param packages names of the packages that the project depends on. The project cannot have one of these names
 */
export function checkName(name: string, packages: readonly string[]): string | undefined {
  if (!NAME.test(name)) {
    return `the folder name "${name}" is not a valid project name; expected lowercase letters, digits and single "-", starting with a letter. Choose another folder name, such as my-api.`;
  }
  if (!packages.includes(name)) return undefined;
  return `the folder name "${name}" is the name of a package that the project depends on. Choose another folder name, such as my-api.`;
}

export function checkRegion(region: string): string | undefined {
  if (REGION.test(region)) return undefined;
  return `the Region is "${region}"; expected the name of an AWS Region. Write it in the form eu-central-1.`;
}

export function checkStages(stages: readonly string[], name = ""): string | undefined {
  const invalid = stages.find((stage) => !NAME.test(stage));
  if (invalid !== undefined) {
    return `the stage name "${invalid}" is invalid; expected lowercase letters, digits and single "-", starting with a letter. Separate the stages by commas, such as dev,prod.`;
  }
  const duplicate = stages.find((stage, index) => stages.indexOf(stage) < index);
  if (duplicate !== undefined) return `the stage "${duplicate}" is listed twice. Remove one of them.`;
  const long = stages.map((stage) => `${name}-${stage}`).find((stack) => stack.length > STACK_NAME_LENGTH);
  if (long === undefined) return undefined;
  return `the stack name "${long}" has ${long.length} characters; the maximum is ${STACK_NAME_LENGTH}. Choose a shorter folder name or stage name.`;
}

/** Checks the value of an option that has a fixed list of values. */
export function checkValue(option: string, value: string, expected: readonly string[]): string | undefined {
  if (expected.includes(value)) return undefined;
  return `${option} is "${value}"; expected ${expected.join(", ")}. Choose one of these values.`;
}

/** Splits a list of stages at its commas. */
export function splitStages(text: string): string[] {
  return text.split(",").map((stage) => stage.trim());
}

/**
 * Returns the stages with the settings of production: a state in S3, deletion protection and long log retention. These
 * are all stages whose name starts with "prod", or only the last stage if there are none.
 */
export function productionStages({ stages }: Pick<Choices, "stages">): readonly string[] {
  const production = stages.filter((stage) => stage.startsWith("prod"));
  return production.length > 0 ? production : stages.slice(-1);
}
