import { type ParseArgsConfig, parseArgs } from "node:util";
import {
  AUTHORIZERS,
  CDKS,
  type Choices,
  checkRegion,
  checkStages,
  checkValue,
  MODULES,
  splitStages,
} from "./choices";
import { CreateError, throwIfInvalid } from "./create-error";

/** Arguments of the command. A choice is absent if the user has not made it. */
export interface Arguments {
  /** Folder of the new project, as the user has written it. */
  readonly dir?: string;
  readonly choices: Partial<Omit<Choices, "name">>;
  readonly yes: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

export const HELP = `Usage: npm create gatewright [DIR] -- [options]

Creates a project with an API on AWS in a new folder. Asks for each value that is not given as an option.

  DIR                  Folder of the project. Its name is the name of the project.
  --region REGION      AWS Region of all stages. Default: eu-central-1.
  --stages LIST        Names of the stages, separated by commas. A stage whose name starts with "prod", or else the
                       last stage, has deletion protection and stores its state in S3. Default: dev,prod.
  --authorizer KIND    cognito: a user pool. oidc: an existing OpenID Connect issuer. iam: requests that are signed
                       with AWS credentials. Default: cognito.
  --cdk PACKAGE        cdktf: CDK for Terraform. cdktn: its community fork, which needs Node 22.11. Default: cdktf.
  --modules KIND       commonjs: CommonJS, with Jest. esm: ES modules, with Vitest. Default: commonjs.
  --yes                Ask no questions; use the defaults. Implied if the standard input is not a terminal.
  --version            Print the version of create-gatewright.
  --help               Print this help.`;

const OPTIONS = {
  region: { type: "string" },
  stages: { type: "string" },
  authorizer: { type: "string" },
  cdk: { type: "string" },
  modules: { type: "string" },
  yes: { type: "boolean" },
  version: { type: "boolean" },
  help: { type: "boolean" },
} as const satisfies ParseArgsConfig["options"];

const HELP_FIX = "Run `npm create gatewright -- --help` to list the options.";

/** Parses and checks the arguments of the command. */
export function parseArguments(args: readonly string[]): Arguments {
  const config = {
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  } as const;
  const { values, positionals, tokens } = parseArgs(config);
  for (const token of tokens) {
    if (token.kind === "option") throwIfInvalid(checkOption(token));
  }
  if (positionals.length > 1) {
    throw new CreateError(`expected one folder, found ${positionals.map(quote).join(", ")}. ${HELP_FIX}`);
  }
  return {
    dir: positionals[0],
    choices: parseChoices(values as Partial<Record<keyof Choices, string>>),
    yes: values.yes === true,
    help: values.help === true,
    version: values.version === true,
  };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string;
}

/** Returns the error message for an unknown option, for a missing value, and for a value that is not allowed. */
function checkOption({ name, rawName, value }: OptionToken): string | undefined {
  if (!Object.hasOwn(OPTIONS, name)) return `"${rawName}" is not an option. ${HELP_FIX}`;
  const { type } = OPTIONS[name as keyof typeof OPTIONS];
  if (type === "boolean" && value !== undefined) return `${rawName} has the value "${value}". Remove it.`;
  const isMissing = type === "string" && (value === undefined || value.startsWith("-"));
  return isMissing ? `${rawName} has no value. ${HELP_FIX}` : undefined;
}

function parseChoices(values: Partial<Record<keyof Choices, string>>): Arguments["choices"] {
  const { region, authorizer, cdk, modules } = values;
  const stages = values.stages === undefined ? undefined : splitStages(values.stages);
  if (region !== undefined) throwIfInvalid(checkRegion(region));
  if (stages !== undefined) throwIfInvalid(checkStages(stages));
  const all = {
    region,
    stages,
    authorizer: selectValue("--authorizer", authorizer, AUTHORIZERS),
    cdk: selectValue("--cdk", cdk, CDKS),
    modules: selectValue("--modules", modules, MODULES),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function selectValue<Value extends string>(
  option: string,
  value: string | undefined,
  expected: readonly Value[],
): Value | undefined {
  if (value !== undefined) throwIfInvalid(checkValue(option, value, expected));
  return value as Value | undefined;
}

function quote(text: string): string {
  return `"${text}"`;
}
