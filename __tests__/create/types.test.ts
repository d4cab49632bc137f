import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { createProject, linkPackages } from "./create-command";

const TSC = path.resolve("node_modules/typescript/lib/tsc.js");

/**
 * Returns settings with which tsc resolves the package `gatewright` to the sources of the repository. The repository does
 * not have vitest, which the tests of projects with ES modules import.
 */
function settings(modules: string) {
  const sources = ["main.ts", "stack.ts", "functions", path.resolve("src/**/*.d.ts")];
  return {
    extends: "./tsconfig.json",
    compilerOptions: { customConditions: ["gatewright-source"] },
    include: modules === "commonjs" ? [...sources, "__tests__"] : sources,
  };
}

test.each([
  ["cognito", "commonjs"],
  ["oidc", "commonjs"],
  ["iam", "commonjs"],
  ["cognito", "esm"],
  ["oidc", "esm"],
  ["iam", "esm"],
])("a project with the authorizer %s and %s modules has no type errors", (authorizer, modules) => {
  const project = createProject(["--authorizer", authorizer, "--modules", modules]);
  linkPackages(project);
  writeFileSync(path.join(project, "tsconfig.check.json"), JSON.stringify(settings(modules)));
  const { status, stdout } = spawnSync(process.execPath, [TSC, "--project", "tsconfig.check.json"], {
    cwd: project,
    encoding: "utf8",
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
});
