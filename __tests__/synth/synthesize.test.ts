import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { synthesize } from "#synth";
import { environment } from "../cli/project";
import { ENDLESS_APP, killRunningApp, writeSmallProject } from "../small-project";
import { temporaryFolder } from "../support";

const SCRIPT = ["--import", require.resolve("tsx"), path.join(__dirname, "synth-fixture.ts")];

test("the output of the app goes to stderr, so that stdout contains only the output of the command", () => {
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

test("a long line of the app's output is cut, and all text arrives in order", () => {
  const project = temporaryFolder();
  writeSmallProject(
    project,
    `for (const text of ["é".repeat(5000), "short", "x".repeat(1000)]) {
      console.log(text);
      console.error("after " + text.length);
    }
    process.stderr.write("no line break");\n`,
  );
  const { stderr } = spawnSync(process.execPath, SCRIPT, {
    cwd: project,
    env: environment(),
    encoding: "utf8",
  });
  const lines = [`${"é".repeat(1000)}…`, "after 5000", "short", "after 5", "x".repeat(1000), "after 1000"];
  expect(stderr).toBe(`${lines.join("\n")}\nno line break`);
});

test("an app that runs for a long time is reported with its command", async () => {
  const project = temporaryFolder();
  writeFileSync(path.join(project, "cdktf.json"), '{"app":"node -e \'setInterval(() => {}, 1000)\'"}');
  const abort = new AbortController();
  const print = jest.spyOn(console, "error").mockImplementation(() => {});
  jest.useFakeTimers({ doNotFake: ["nextTick", "queueMicrotask", "setImmediate"] });
  try {
    const running = synthesize(project, { signal: abort.signal });
    jest.advanceTimersByTime(30_000);
    jest.useRealTimers();
    abort.abort();
    await running;
    expect(print.mock.calls.flat()).toEqual([
      "the app \"node -e 'setInterval(() => {}, 1000)'\" is still running after 30 s; it may contain an endless loop",
    ]);
  } finally {
    jest.useRealTimers();
    print.mockRestore();
  }
});

test.each<[string, (project: string) => string | undefined, (project: string) => string]>([
  ["no folder by default, even if cdktf.json has one", () => undefined, () => "none"],
  [
    "an existing one if one is requested",
    (project) => path.join(project, "a/b"),
    (project) => path.join(project, "a/b"),
  ],
  ["none if it cannot be created", (project) => path.join(project, "app.cjs/a"), () => "none"],
])("the CDKTF context of an app contains the bundle cache folder: %s", async (_, requested, expected) => {
  const project = temporaryFolder();
  const recordEnvironment = `
    const { existsSync, writeFileSync } = require("node:fs");
    const cacheDir = JSON.parse(process.env.CDKTF_CONTEXT_JSON).gatewrightBundleCacheDir ?? "none";
    writeFileSync("environment.json", JSON.stringify([cacheDir, existsSync(cacheDir)]));`;
  writeSmallProject(project, `{${recordEnvironment}}`);
  const output = path.join(project, "cdktf.out");
  const file = path.join(project, "cdktf.json");
  const settings = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...settings, context: { gatewrightBundleCacheDir: project } }));
  expect(await synthesize(project, { output, bundleCacheDir: requested(project) })).toBe(output);
  const environmentOfApp = JSON.parse(readFileSync(path.join(project, "environment.json"), "utf8"));
  expect(environmentOfApp).toEqual([expected(project), expected(project) !== "none"]);
});

test("an aborted synthesis has no output and is no error", async () => {
  const project = temporaryFolder();
  writeFileSync(path.join(project, "cdktf.json"), '{"app":"node -e \'setInterval(() => {}, 1000)\'"}');
  const abort = new AbortController();
  const running = synthesize(project, { signal: abort.signal });
  setTimeout(() => abort.abort(), 50);
  expect(await running).toBeUndefined();
});

test("an app that writes no files is an error, even if an earlier synthesis wrote files", async () => {
  const project = temporaryFolder();
  writeSmallProject(project, "");
  const output = path.join(project, "cdktf.out");
  expect(await synthesize(project, { output })).toBe(output);
  writeFileSync(path.join(project, "app.cjs"), "");
  await expect(synthesize(project, { output })).rejects.toThrow(
    /wrote no files to .*cdktf\.out\. Declare the stacks in App\.run\(\), or call app\.synth\(\) after them\.$/,
  );
});

test("an app that ends with another exit code than 1 is reported with its command", async () => {
  const project = temporaryFolder();
  writeFileSync(path.join(project, "cdktf.json"), '{"app":"exit 3"}');
  await expect(synthesize(project)).rejects.toThrow(/cdktf\.json: app "exit 3" ended with exit code 3\.$/);
});

test("an output folder that is a file is an error", async () => {
  const project = temporaryFolder();
  writeSmallProject(project);
  const output = path.join(project, "app.cjs");
  await expect(synthesize(project, { output })).rejects.toThrow(
    /app\.cjs is a file; expected a folder for the output\. Change CDKTF_OUTDIR, or output in .*cdktf\.json\.$/,
  );
});

test.each([
  ["{", /cdktf\.json: the file is not valid JSON \(.*\)\. Correct it\.$/],
  ["null", /cdktf\.json: the content is null; expected a JSON object\.$/],
  ["[]", /cdktf\.json: the content is \[\]; expected a JSON object\.$/],
  ["{}", /cdktf\.json: app is undefined; expected the command that synthesizes the app\. Write "app": /],
  ['{"app":""}', /cdktf\.json: app is ""; expected the command/],
  ['{"app":"true","output":3}', /cdktf\.json: output is 3; expected a folder, such as "cdktf\.out"\.$/],
  ['{"app":"true","context":"x"}', /cdktf\.json: context is "x"; expected a JSON object\.$/],
])("an invalid cdktf.json is an error that contains the invalid value: %s", async (json, message) => {
  const project = temporaryFolder();
  writeFileSync(path.join(project, "cdktf.json"), json);
  await expect(synthesize(project)).rejects.toMatchObject({
    code: "GW_STACK",
    message: expect.stringMatching(message),
  });
});

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const;
test.each(SIGNALS)(
  "%s ends the app together with the process that synthesizes it",
  async (signal) => {
    const cwd = temporaryFolder();
    writeSmallProject(cwd, "", ENDLESS_APP);
    expect(await killRunningApp(signal, SCRIPT, { cwd, env: environment() })).toBe(signal);
  },
  15_000,
);
