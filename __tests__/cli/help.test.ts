import { readFileSync } from "node:fs";
import path from "node:path";
import { cli, environment } from "./project";

const PAGE = readFileSync("docs/cli.md", "utf8");

/**
 * Line of a help text that describes an argument or an option: its name, at least two spaces, its meaning.
 */
const OPTION_LINE = /^ {2}(?:--)?[a-z]\S*(?: [A-Z]+)? {2,}\S.*\.$/;

test.each(["start", "token", "key", "synth", "plan", "invoke", "dashboard"])(
  "docs/cli.md has the exact help text of %s",
  (name) => {
    const { status, stdout, stderr } = cli(process.cwd(), [name, "--help"]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(PAGE).toContain(`\`\`\`text\n${stdout}\`\`\`\n`);
    const options = stdout.split("\n").filter((line) => /^ {2}\S/.test(line));
    expect(options.length).toBeGreaterThan(0);
    expect(options.filter((line) => !OPTION_LINE.test(line))).toEqual([]);
  },
);

test("docs/cli.md has the exact general help text, which is also printed without a command", () => {
  const { status, stdout, stderr } = cli(process.cwd(), ["--help"]);
  expect([status, stderr]).toEqual([0, ""]);
  expect(PAGE).toContain(`\`\`\`text\n${stdout}\`\`\`\n`);
  expect(cli(process.cwd(), []).stdout).toBe(stdout);
});

test("the repository has an npm script for each subcommand, as docs/cli.md states", () => {
  const [, commands = ""] = /expected (.*)$/m.exec(cli(process.cwd(), ["serve"]).stderr) ?? [];
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
  const missing = commands.split(", ").filter((name) => !scripts[name]?.endsWith(`src/cli/index.ts ${name}`));
  expect([commands, missing]).toEqual([expect.stringContaining("dashboard"), []]);
});

test("docs/cli.md has no other help texts", () => {
  expect(PAGE.match(/^Usage:/gm)).toHaveLength(8);
});

test("gatewright --version prints the version of the package", () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  expect(cli(process.cwd(), ["--version"])).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
});

test("a command works if npx sets the path of a package.json that does not exist", () => {
  const env = environment({ npm_lifecycle_event: "npx", npm_package_json: path.resolve("src/package.json") });
  const { status, stdout, stderr } = cli(process.cwd(), ["start", "--help"], env, "src");
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^Usage: npx gatewright start \[/);
});

test.each([
  ["--project", "nowhere"],
  ["--project", "package.json"],
])("%s %s is an error, because it is no folder of a project", (...args) => {
  const { status, stdout, stderr } = cli(process.cwd(), ["synth", ...args]);
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr.split("\n")[0]).toBe(`--project is "${args[1]}"; expected a folder with a cdktf.json`);
});

test("an option before the command is an error that lists the commands", () => {
  expect(cli(process.cwd(), ["--project", ".", "synth"]).stderr).toMatch(
    /^option --project is before the command; expected start, synth, plan, token, key, invoke, dashboard\n/,
  );
});

test("an unknown command is an error that lists the commands", () => {
  expect(cli(process.cwd(), ["serve"])).toEqual({
    status: 1,
    stdout: "",
    stderr:
      '"serve" is not a command; expected start, synth, plan, token, key, invoke, dashboard\nRun `npx gatewright --help` to list the options.\n',
  });
});

test.each([
  ["start", "npm/10.8.2 node/v20.19.0", "npm start -- "],
  ["plan", "npm/10.8.2 node/v20.19.0", "npm run plan -- "],
  ["token", "pnpm/9.0.0 npm/? node/v22.0.0", "pnpm token "],
])("the help text names the npm script %s if %s runs it", (script, agent, expected) => {
  const env = environment({
    npm_lifecycle_event: script,
    npm_package_json: path.resolve("package.json"),
    npm_config_user_agent: agent,
  });
  expect(cli(process.cwd(), [script, "--help"], env).stdout).toContain(`Usage: ${expected}[`);
});

test.each(["start", "token", "key", "plan", "dashboard"])(
  "the help text of %s lists every option that the command parses",
  (name) => {
    const source = readFileSync(`src/cli/${name}.ts`, "utf8");
    const parsed = [...source.matchAll(/^ +"?([\w-]+)"?: \{ type: "(?:string|boolean)"/gm)].map(
      ([, option]) => option,
    );
    const { stdout } = cli(process.cwd(), [name, "--help"]);
    const listed = [...stdout.matchAll(/^ {2}--([\w-]+)/gm)].map(([, option]) => option);
    expect(listed.sort()).toEqual([...parsed, "help", "project"].sort());
  },
);
