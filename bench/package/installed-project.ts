/** Project in a new folder in which the packed package is installed. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Root folder of the repository. */
export const REPOSITORY = path.resolve(__dirname, "../..");

const { devDependencies }: { readonly devDependencies: Readonly<Record<string, string>> } = JSON.parse(
  readFileSync(path.join(REPOSITORY, "package.json"), "utf8"),
);

/** Packages that the sample needs, besides Gatewright. */
const SAMPLE_PACKAGES = [
  "@aws-sdk/client-dynamodb",
  "@aws-sdk/lib-dynamodb",
  "@cdktf/provider-aws",
  "cdktf",
  "constructs",
  "tsx",
  "zod",
];

/** Packs Gatewright and installs it with the packages of the sample. Returns the folder of the project. */
export function installProject(parent: string): string {
  const project = path.join(parent, "project");
  mkdirSync(project);
  writeFileSync(path.join(project, "package.json"), JSON.stringify({ name: "bench", private: true }));
  const run = (args: readonly string[], cwd: string) =>
    execFileSync("npm", [...args, "--silent"], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", 2] });
  const packed = run(["pack", "--pack-destination", parent], REPOSITORY).trim().split("\n").at(-1) ?? "";
  const packages = SAMPLE_PACKAGES.map((name) => `${name}@${devDependencies[name]}`);
  run(["install", path.join(parent, packed), ...packages], project);
  return project;
}

/** Returns the path of the command `gatewright` of a project. */
export function commandOf(project: string): string {
  return path.join(project, "node_modules", "gatewright", "dist", "cli", "index.js");
}
