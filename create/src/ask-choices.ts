import { intro, isCancel, outro, select, text } from "@clack/prompts";
import { type Choices, checkRegion, checkStages, DEFAULTS, splitStages } from "./choices";
import { CreateError } from "./create-error";

/** Values that the user has given as arguments. */
interface Given {
  readonly dir?: string;
  readonly choices: Partial<Omit<Choices, "name">>;
}

/**
 * Asks in the terminal for the folder and for each choice that is not given as an argument.
 *
 * @param checkDir returns the error message for an invalid folder
 * @throws CreateError if the user cancels
 */
export async function askChoices(
  { dir, choices }: Given,
  checkDir: (dir: string) => string | undefined,
): Promise<{ readonly dir: string; readonly choices: Omit<Choices, "name"> }> {
  intro("Create a project with Gatewright");
  const folder = dir ?? (await askText("Folder of the project", "my-api", checkDir));
  const answers = {
    region: choices.region ?? (await askText("AWS Region", DEFAULTS.region, checkRegion)),
    stages: choices.stages ?? (await askStages()),
    authorizer: choices.authorizer ?? (await askAuthorizer()),
    cdk: choices.cdk ?? (await askCdk()),
    modules: choices.modules ?? (await askModules()),
  };
  outro("All questions are answered.");
  return { dir: folder, choices: answers };
}

async function askText(
  message: string,
  defaultValue: string,
  check: (value: string) => string | undefined,
): Promise<string> {
  const validate = (value = "") => check(value || defaultValue);
  return requireAnswer(await text({ message, placeholder: defaultValue, defaultValue, validate }));
}

async function askStages(): Promise<string[]> {
  const check = (value: string) => checkStages(splitStages(value));
  return splitStages(await askText("Stages, separated by commas", DEFAULTS.stages.join(","), check));
}

async function askAuthorizer(): Promise<Choices["authorizer"]> {
  return requireAnswer(
    await select<Choices["authorizer"]>({
      message: "Access to the API",
      options: [
        { value: "cognito", label: "Cognito user pool", hint: "users sign in, tokens have scopes" },
        { value: "oidc", label: "OpenID Connect issuer", hint: "tokens of an existing provider" },
        { value: "iam", label: "AWS IAM", hint: "requests that are signed with AWS credentials" },
      ],
    }),
  );
}

async function askCdk(): Promise<Choices["cdk"]> {
  return requireAnswer(
    await select<Choices["cdk"]>({
      message: "Constructs for Terraform",
      options: [
        { value: "cdktf", label: "cdktf", hint: "CDK for Terraform, no longer developed" },
        { value: "cdktn", label: "cdktn", hint: "the community fork, needs Node 22.11" },
      ],
    }),
  );
}

async function askModules(): Promise<Choices["modules"]> {
  return requireAnswer(
    await select<Choices["modules"]>({
      message: "Modules and test runner",
      options: [
        { value: "commonjs", label: "CommonJS and Jest" },
        { value: "esm", label: "ES modules and Vitest" },
      ],
    }),
  );
}

/** Returns an answer. Throws an error if the user has pressed Ctrl+C or Escape instead. */
function requireAnswer<Answer>(answer: Answer): Exclude<Answer, symbol> {
  if (!isCancel(answer)) return answer as Exclude<Answer, symbol>;
  throw new CreateError("canceled; no files written. Run the command again to create the project.");
}
