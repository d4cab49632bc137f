import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { synthesize } from "#synth";
import { environment } from "../cli/project";
import { ENDLESS_APPLICATION, endedBy, writeSmallProject } from "../small-project";
import { temporaryFolder } from "../support";

const SCRIPT = ["--import", require.resolve("tsx"), path.join(__dirname, "synth-fixture.ts")];

test("what an application prints goes to stderr, and stdout is for who synthesizes it", () => {
  const project = temporaryFolder();
  writeSmallProject(project, 'console.log("printed"); console.error("and more");\n');
  const { stdout, stderr } = spawnSync(process.execPath, SCRIPT, {
    cwd: project,
    env: environment(),
    encoding: "utf8",
  });
  expect(stdout).toMatch(/^to .*\/cdktf\.out$/);
  expect(stderr).toBe("printed\nand more\n");
});

test.each<[string, (project: string) => string | undefined, (project: string) => string]>([
  ["none, where none is asked for, whatever this process is told", () => undefined, () => "none"],
  ["one, which is there", (project) => path.join(project, "a/b"), (project) => path.join(project, "a/b")],
  ["none, where it cannot be made", (project) => path.join(project, "app.cjs/a"), () => "none"],
])("an application is told of a folder for bundles: %s", async (_, asked, told) => {
  const project = temporaryFolder();
  const writes = `
    const { existsSync, writeFileSync } = require("node:fs");
    const kept = process.env.GATEWRIGHT_BUNDLE_CACHE ?? "none";
    writeFileSync("told.json", JSON.stringify([kept, existsSync(kept)]));`;
  writeSmallProject(project, `{${writes}}`);
  const output = path.join(project, "cdktf.out");
  process.env.GATEWRIGHT_BUNDLE_CACHE = project;
  expect(await synthesize(project, { output, bundleCacheDir: asked(project) })).toBe(output);
  delete process.env.GATEWRIGHT_BUNDLE_CACHE;
  const found = JSON.parse(readFileSync(path.join(project, "told.json"), "utf8"));
  expect(found).toEqual([told(project), told(project) !== "none"]);
});

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
test.each(SIGNALS)(
  "%s ends it with who synthesizes it",
  async (signal) => {
    const cwd = temporaryFolder();
    writeSmallProject(cwd, "", ENDLESS_APPLICATION);
    expect(await endedBy(signal, SCRIPT, { cwd, env: environment() })).toBe(signal);
  },
  15_000,
);
