import { type Choices, productionStages } from "../choices";
import { type PackageManager, scriptCommand } from "../package-manager";
import { cdkCli } from "./package-json";
import type { Versions } from "./template";

const DOCS = "https://github.com/gatewright/gatewright/blob/main/docs";

/** Returns the README of a project, with the commands for its package manager. */
export function readme(versions: Versions, choices: Choices, manager: PackageManager): string {
  const sections = [
    introduction(choices),
    commands(choices, manager),
    requests(choices),
    files(choices),
    deployment(versions, choices, manager),
    workflows(choices),
    links(choices),
  ];
  return `${sections.map((section) => section.trim()).join("\n\n")}\n`;
}

function introduction({ name, stages }: Choices): string {
  const stacks = stages.map((stage) => `\`${name}-${stage}\``).join(", ");
  return `
# ${name}

An API on AWS, declared in TypeScript with [Gatewright](https://github.com/gatewright/gatewright). It has one Terraform
stack for each stage: ${stacks}.
`;
}

function commands({ authorizer }: Choices, manager: PackageManager): string {
  const rows = [
    [manager.install, "Installs the packages."],
    [
      scriptCommand(manager, "start"),
      "Serves the API on http://localhost:3000, and rebuilds it when a file changes.",
    ],
    ...(authorizer === "cognito"
      ? [["npx gatewright token --scope products/read", "Prints a token for requests to the local API."]]
      : []),
    [scriptCommand(manager, "test"), "Runs the tests."],
    [scriptCommand(manager, "check"), "Checks the types."],
    [scriptCommand(manager, "synth"), "Writes the Terraform JSON of all stacks to `cdktf.out`."],
    [
      scriptCommand(manager, "plan"),
      "Shows what Terraform would create, without AWS. Needs Terraform on the PATH.",
    ],
    ["npx gatewright plan --against HEAD", "Compares your changes with the last commit."],
  ].map(([command, meaning]) => `| \`${command}\` | ${meaning} |`);
  return `
## Commands

| command | description |
| --- | --- |
${rows.join("\n")}

None of these commands needs an AWS account.
`;
}

function requests({ authorizer, region }: Choices): string {
  return `
## Send a request

The route \`GET /health\` is public. ${ACCESS[authorizer].trim()}

\`\`\`sh
curl http://localhost:3000/health
${CURL[authorizer].replace("REGION", region).trim()}
\`\`\`
`;
}

/** Access of the routes that are not public, by authorizer. */
const ACCESS: Readonly<Record<Choices["authorizer"], string>> = {
  cognito: `The other routes need an access token of the user pool. The local gateway
has a token issuer for this user pool.`,
  oidc: `The other routes need an access token of your OpenID Connect provider.
First set the constants \`ISSUER\` and \`AUDIENCE\` to the values of your provider. The local gateway downloads the public
keys of the issuer.`,
  iam: `The other routes need a request that is signed with AWS credentials. The
local gateway accepts only its own local credentials. On AWS, use the credentials of a role that allows
\`execute-api:Invoke\`.`,
};

const BODY = `-H "content-type: application/json" -d '{"name":"Lamp","price":1999}'`;

const TOKEN_REQUESTS = `
curl http://localhost:3000/products -H "authorization: Bearer $TOKEN" ${BODY}
curl http://localhost:3000/products -H "authorization: Bearer $TOKEN"
`;

const CURL: Readonly<Record<Choices["authorizer"], string>> = {
  cognito: `
TOKEN=$(npx gatewright token --scope products/read --scope products/write)
${TOKEN_REQUESTS.trim()}
`,
  oidc: `
TOKEN=… # an access token of your provider, with the scopes products/read and products/write
${TOKEN_REQUESTS.trim()}
`,
  iam: `
CREDENTIALS=AKIALOCALGATEWRIGHT0:local/this-opens-only-a-local-gateway+00
curl http://localhost:3000/products --aws-sigv4 aws:amz:REGION:execute-api --user "$CREDENTIALS"
`,
};

function files({ modules }: Choices): string {
  const rows = [
    ...(modules === "esm"
      ? [
          ["stack.ts", "The stages, and the resources of a stack."],
          ["main.ts", "The application: one stack for each stage."],
        ]
      : [["main.ts", "The stages, the resources of a stack, and the application."]]),
    ["functions/*/routes.ts", "The contracts: routes with their access and schemas."],
    ["functions/*/*.ts", "Handlers, and the code that they share."],
    ["__tests__", "The tests."],
    ["cdktf.json", "The command that runs the application."],
    [".github/workflows", "The workflows of GitHub Actions."],
  ].map(([file, meaning]) => `| \`${file}\` | ${meaning} |`);
  return `
## Files

| file | content |
| --- | --- |
${rows.join("\n")}
`;
}

function deployment(versions: Versions, choices: Choices, manager: PackageManager): string {
  const production = productionStages(choices);
  const stage = choices.stages.find((name) => !production.includes(name)) ?? choices.stages[0];
  const stack = `${choices.name}-${stage}`;
  const [file, domain] = [
    choices.modules === "esm" ? "stack.ts" : "main.ts",
    choices.authorizer === "cognito" ? "`signInDomain`, " : "",
  ];
  return `
## Deploy

In the object \`stages\` of \`${file}\`, replace the values of ${domain}\`origins\`,
\`accountId\`, \`stateBucket\` and \`alarmEmail\` with your own. Then run these commands, with
Terraform on the PATH and AWS credentials in the environment:

\`\`\`sh
${scriptCommand(manager, "synth")}
terraform -chdir=cdktf.out/stacks/${stack} init
terraform -chdir=cdktf.out/stacks/${stack} apply
\`\`\`

The command line of the CDK does the same: \`npx ${cdkCli(versions, choices)} deploy ${stack}\`.

${stateOf(choices)}
`;
}

function stateOf(choices: Choices): string {
  const production = productionStages(choices);
  const stack = (stage: string) => `\`${choices.name}-${stage}\``;
  const others = choices.stages.filter((stage) => !production.includes(stage)).map(stack);
  const local = `The Terraform state of ${others.join(", ")} is a file in the project folder.`;
  const remote = `The state of ${production.map(stack).join(", ")} is in the S3 bucket \`stateBucket\`, which must exist.
Terraform 1.10 or newer is necessary to lock this state.`;
  return others.length > 0 ? `${local}\n${remote}` : remote;
}

function workflows(choices: Choices): string {
  const stacks = productionStages(choices).map((stage) => `\`${choices.name}-${stage}\``);
  return `
## GitHub Actions

- \`check.yml\` checks the types and runs the tests.
- \`plan.yml\` posts the plan of each pull request as a comment. It needs no AWS account.
- \`deploy.yml\` deploys ${stacks.join(", ")} after each push to \`main\`. It fails until you create the environment
  \`production\` on GitHub, with the variables \`AWS_DEPLOY_ROLE\` and \`AWS_REGION\`. The construct
  [GithubDeployRole](${DOCS}/constructs/github-deploy-role.md) creates the role. To deploy by hand only, delete this
  workflow.

Commit the lock file of the package manager, because the workflows install exactly the packages in it.
`;
}

function links({ authorizer }: Choices): string {
  const page = authorizer === "cognito" ? "user-pool" : "authorizers";
  return `
## Documentation

- [Contracts](${DOCS}/contracts.md), [handlers](${DOCS}/handlers.md), [testing](${DOCS}/testing.md)
- [HttpApi](${DOCS}/constructs/http-api.md), [authorizers](${DOCS}/constructs/${page}.md),
  [tables](${DOCS}/constructs/table.md)
- [Local gateway](${DOCS}/local.md), [plans](${DOCS}/plan.md), [command line](${DOCS}/cli.md)
`;
}
