import { issueToken, tokenKeyFile } from "#local";
import { findOutput, synthesize } from "#synth";
import { chooseStack, firstUserPool } from "./choose-stack";
import { type Command, defineCommand, parseNumber, print } from "./command";
import type { Help } from "./help";

const HELP: Help = {
  usage: ["[stack] [options]"],
  summary: "Prints an access token of the stack's user pool, for requests to the local gateway.",
  options: [
    ["stack", "Name of the stack. Default: the first stack with a user pool, preferably one with an API."],
    [
      "--scope SCOPE",
      "Scope, such as products/read. For several, repeat the option or separate the scopes by commas. Default: none.",
    ],
    [
      "--id",
      "Print an ID token, which has no scopes. A REST API with a Cognito authorizer needs it for a method without scopes.",
    ],
    ["--group GROUP", "Group of the user. For several, repeat the option. Default: none."],
    ["--sub ID", "User ID, in the claim sub. Default: the same ID for every token."],
    ["--client NAME", "Name or ID of the app client. Default: the first client of the user pool."],
    [
      "--minutes N",
      "Minutes until the token expires, at least 1. Default: the access token validity of the first client.",
    ],
    ["--pool NAME", "Terraform name of the user pool. Default: the only user pool of the stack."],
    [
      "--dir PATH",
      "Folder of Terraform JSON to read. Default: the newest output of `start` or `synth`; synthesized if there is none.",
    ],
  ],
};

const OPTIONS = {
  scope: { type: "string", multiple: true },
  id: { type: "boolean" },
  group: { type: "string", multiple: true },
  sub: { type: "string" },
  client: { type: "string" },
  minutes: { type: "string" },
  pool: { type: "string" },
  dir: { type: "string" },
} as const;

/** Command `gatewright token`: prints an access token that is signed with the local key of the project. */
export const tokenCommand: Command = defineCommand({
  help: HELP,
  options: OPTIONS,
  maxPositionals: 1,
  async run({ values, positionals, ...context }) {
    const minutes =
      values.minutes === undefined
        ? undefined
        : parseNumber("--minutes", values.minutes, { min: 1 }, context.commandLine);
    const { project } = context;
    const stack = await chooseStack(
      { name: positionals[0], dir: values.dir },
      firstUserPool,
      context,
      async () => findOutput(project) ?? synthesize(project),
    );
    if (!stack) return false;
    const token = await issueToken(stack.dir, tokenKeyFile(project), {
      use: values.id ? "id" : "access",
      pool: values.pool,
      scopes: values.scope?.flatMap((text) => text.split(/[\s,]+/)),
      groups: values.group,
      subject: values.sub,
      client: values.client,
      expiresInMinutes: minutes,
    });
    print(token);
    return true;
  },
});
