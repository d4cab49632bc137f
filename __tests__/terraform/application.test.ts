import { spawnSync } from "node:child_process";
import path from "node:path";
import { environment } from "../cli/project";
import { ENDLESS_APPLICATION, endedBy, writeSmallProject } from "../small-project";
import { temporaryFolder } from "../support";

const SCRIPT = ["--import", require.resolve("tsx"), path.join(__dirname, "synthesizing.ts")];

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
