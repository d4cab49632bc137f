import { spawnSync } from "node:child_process";
import { readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../support";
import { createProject, linkPackages } from "./create-command";

const TSC = path.resolve("node_modules/typescript/lib/tsc.js");
const AUTHORIZERS = ["cognito", "oidc", "iam"];

/** Files of a project that are checked. The repository does not have vitest, which the tests of ES modules import. */
const FILES = {
  commonjs: ["main.ts", "stack.ts", "functions", "__tests__"],
  esm: ["main.ts", "stack.ts", "functions"],
};

/**
 * Returns settings for all projects, which extend those of one of them. tsc resolves the package `gatewright` to the
 * sources of the repository, and reads the sources once for all projects.
 */
function settings(modules: keyof typeof FILES) {
  return {
    extends: `./${AUTHORIZERS[0]}/tsconfig.json`,
    compilerOptions: { customConditions: ["gatewright-source"] },
    include: [
      ...AUTHORIZERS.flatMap((authorizer) => FILES[modules].map((name) => `${authorizer}/${name}`)),
      path.resolve("src/**/*.d.ts"),
    ],
  };
}

test.each(["commonjs", "esm"] as const)(
  "projects with each authorizer and %s modules have no type errors",
  (modules) => {
    const folder = temporaryFolder();
    for (const authorizer of AUTHORIZERS) {
      const project = createProject(["--authorizer", authorizer, "--modules", modules]);
      linkPackages(project);
      renameSync(project, path.join(folder, authorizer));
    }
    symlinkSync(path.join(folder, "cognito/node_modules"), path.join(folder, "node_modules"));
    const [first, ...others] = AUTHORIZERS.map((authorizer) =>
      readFileSync(path.join(folder, authorizer, "tsconfig.json"), "utf8"),
    );
    expect(new Set(others)).toEqual(new Set([first]));
    writeFileSync(path.join(folder, "tsconfig.check.json"), JSON.stringify(settings(modules)));
    const { status, stdout } = spawnSync(process.execPath, [TSC, "--project", "tsconfig.check.json"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  },
);
