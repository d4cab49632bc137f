import { type Choices, productionStages } from "../choices";
import type { PackageManager } from "../package-manager";
import { type Template, TemplateText } from "./template";

/** Workflows of GitHub Actions, by their path in the project. */
export function workflowFiles(
  template: Template,
  choices: Choices,
  manager: PackageManager,
): [string, string][] {
  const stacks = productionStages(choices).map((stage) => `${choices.name}-${stage}`);
  const read = (name: string) => template.read(`.github/workflows/${name}.yml`);
  return [
    checkWorkflow(read("check")),
    planWorkflow(read("plan"), stacks),
    deployWorkflow(read("deploy"), stacks),
  ].map((workflow) => [workflow.file, withManager(workflow, manager).text]);
}

/** Steps that run the tests of Gatewright itself, some of them with Terraform. */
const TEST_STEPS = new RegExp(
  [
    "(?: {6}# The tests that run Terraform .*\\n)?",
    " {6}- uses: hashicorp/setup-terraform@.*\\n(?: {8,}.*\\n)+",
    " {6}- run: \\.ci/run\\n",
  ].join(""),
);

const CHECK_STEPS = `      - run: npm ci
      - run: npm run check
      - run: npm test
`;

function checkWorkflow(file: TemplateText): TemplateText {
  return file
    .replace(/^# Tests the library .*\n/, "# Checks the types and runs the tests.\n")
    .remove(/ {4}strategy:\n {6}fail-fast: false\n {6}matrix:\n {8}node: .*\n/)
    .replace("node-version: ${{ matrix.node }}", 'node-version: "22"')
    .replace(TEST_STEPS, CHECK_STEPS);
}

const DOCS = "https://github.com/gatewright/gatewright/blob/main/docs";

/** Comment about the output of `cdktf diff`. */
const DIFF_COMMENT = / {8}# The comment contains the output of `terraform show`\.(?:.*\n {8}#)*.*\n/;

function planWorkflow(file: TemplateText, stacks: readonly string[]): TemplateText {
  return file
    .replace("# Plans the sample for", "# Plans the project for")
    .replace(
      "docs/constructs/github-deploy-role.md\n# describes the role.",
      `This page describes the\n# role: ${DOCS}/constructs/github-deploy-role.md`,
    )
    .replace("stack: [products-prod]", `stack: [${stacks.join(", ")}]`)
    .replace("name: cdktf diff", "name: terraform plan")
    .remove('          CI: "1"\n')
    .remove(DIFF_COMMENT)
    .replace(
      '          npx cdktf diff --no-color "$STACK"\n',
      `          npm run synth\n${terraform("$STACK", "plan -input=false -out=plan")}`,
    );
}

const DEPLOY_STEP = / {6}- run: npx cdktf deploy products-prod --auto-approve\n {8}env:\n {10}CI: "1"\n/;

function deployWorkflow(file: TemplateText, stacks: readonly string[]): TemplateText {
  const commands = stacks.map((stack) => terraform(stack, "apply -input=false -auto-approve")).join("");
  return file
    .replace(
      /^# Deploys the sample to production .*\n/,
      `# Deploys ${stacks.join(" and ")} after each push to main.\n`,
    )
    .remove("    if: vars.DEPLOY == 'true'\n")
    .replace(TEST_STEPS, CHECK_STEPS)
    .replace(DEPLOY_STEP, `      - run: |\n          npm run synth\n${commands}`);
}

/** Returns the lines of a script that run a Terraform command in the folder of a synthesized stack. */
function terraform(stack: string, command: string): string {
  const call = `          terraform -chdir="cdktf.out/stacks/${stack}"`;
  return `${call} init -input=false\n${call} ${command}\n`;
}

/** Replaces the npm commands that install packages by the commands of another package manager. */
function withManager(file: TemplateText, manager: PackageManager): TemplateText {
  if (manager.name === "npm") return file;
  const { text } = file.replaceAll("          cache: npm\n", "").replaceAll(/npm ci\b/, manager.cleanInstall);
  const scripts = `${manager.cleanInstall} --ignore-scripts`;
  return new TemplateText(file.file, text.replaceAll(scripts, manager.cleanInstallWithoutScripts));
}
