import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../support";
import { environment, nodeArguments } from "./project";

/** Writes a project whose npm scripts run the command. It has no `cdktf.json`, so each command ends without a synthesis. */
function writeProject(): string {
  const folder = temporaryFolder();
  const run = ["node", "--conditions=gatewright-source", ...nodeArguments(process.cwd())].join(" ");
  const scripts = { start: `${run} start`, dev: `${run} start`, plan: `${run} plan`, token: `${run} token` };
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ scripts }));
  return folder;
}

const project = writeProject();

/** Runs npm in the project, and returns the first line that the command prints to stderr. */
function npm(...args: string[]): string | undefined {
  const { stderr } = spawnSync("npm", args, { cwd: project, env: environment(), encoding: "utf8" });
  return stderr.split("\n").find((line) => line !== "" && !line.startsWith("npm warn"));
}

test.each([
  [["start", "--port", "42100"], "--port", "npm start -- --port 42100"],
  [["start", "--port=42100"], "--port", "npm start -- --port 42100"],
  [["start", "products-dev", "--strict"], "--strict", "npm start -- products-dev --strict"],
  [["start", "products-dev", "--port", "1"], "--port", "npm start -- --port VALUE"],
  [["start", "--data=.items", "--inspect"], "--data, --inspect", "npm start -- --data .items --inspect"],
  [["run", "dev", "--data", "my data"], "--data", "npm run dev -- --data 'my data'"],
  [["run", "plan", "--against", "main"], "--against", "npm run plan -- --against main"],
  [
    ["run", "token", "--scope", "products/read"],
    "--scope",
    "npm run --silent token -- --scope products/read",
  ],
])("npm %j is an error, because npm consumes the option", (args, names, fix) => {
  expect(npm(...args)).toBe(`npm consumed ${names}. Write options after \`--\`: \`${fix}\`.`);
});

test.each([[["start", "--", "--port", "42100"]], [["run", "token", "--scope=@acme"]]])(
  "npm %j runs the command, because npm consumes no option of the command",
  (args) => {
    expect(npm(...args)).toMatch(/^cannot read .*cdktf\.json/);
  },
);
