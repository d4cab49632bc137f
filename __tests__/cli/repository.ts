import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { copyProject } from "./project";

const hasTerraform = spawnSync("terraform", ["version"]).status === 0;

/** Declares a test that runs terraform. The test is skipped if terraform is not on the `PATH`. */
export const withTerraform = hasTerraform ? test : test.skip;

/** Creates a git repository with this project in one commit. */
export function createRepository(): string {
  const project = copyProject();
  writeFileSync(path.join(project, ".gitignore"), "node_modules\ncdktf.out\n.gatewright\n");
  writeFileSync(path.join(project, "package-lock.json"), '{ "lockfileVersion": 3 }\n');
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], {
      cwd: project,
      stdio: "pipe",
    });
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message", "all");
  return project;
}

/** Replaces a text in a file of a project. Fails if the file does not contain the text. */
export function edit(project: string, file: string, from: string, to: string): void {
  const text = readFileSync(path.join(project, file), "utf8");
  expect(text).toContain(from);
  writeFileSync(path.join(project, file), text.replace(from, to));
}
