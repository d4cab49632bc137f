import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { USER_POOL, writeStackFolder } from "../local/gateway/terraform-fixture";
import { writeSmallProject } from "../small-project";
import { temporaryFolder } from "../support";
import { cli, environment } from "./project";

/** Runs the command in a project. Returns its exit code, and the lines that it prints to stderr. */
function run(project: string, args: readonly string[], more: Record<string, string> = {}) {
  const { status, stdout, stderr } = cli(process.cwd(), [...args, "--project", project], environment(more));
  return { status, stdout, lines: stderr.trimEnd().split("\n") };
}

function createProject(): string {
  const project = temporaryFolder();
  writeSmallProject(project);
  return project;
}

const DIR = writeStackFolder({ routes: { "GET /a": { to: "echo" } }, more: { resource: USER_POOL } });

test.each<[string, readonly string[], (project: string) => void, RegExp]>([
  [
    "the file .gatewright in place of a folder",
    ["plan"],
    (project) => writeFileSync(path.join(project, ".gatewright"), ""),
    /\.gatewright\/out: not a directory \(ENOTDIR, mkdir\)\. A part of the path is a file\. Remove the file, or choose another path\.$/,
  ],
  [
    "a file that is no signing key",
    ["token", "--dir", DIR],
    (project) => writeKey(project, "no key"),
    /\.gatewright\/token-key\.pem: no usable signing key \(.*\)\. Delete the file to create a new key\.$/,
  ],
  [
    "a folder in place of the signing key",
    ["start", "--port", "0", "--dir", DIR],
    (project) => mkdirSync(path.join(project, ".gatewright/token-key.pem"), { recursive: true }),
    /\.gatewright\/token-key\.pem: no usable signing key \(EISDIR: .*\)\. Delete the file to create a new key\.$/,
  ],
  ...["{}", '{"stacks":[]}', '{"stacks":{"a":{}}}', "null"].map(
    (manifest): [string, readonly string[], (project: string) => void, RegExp] => [
      `the manifest ${manifest}`,
      ["synth"],
      (project) => writeManifestApp(project, manifest),
      /\/manifest\.json: expected the stacks of an app, with names and folders\. Synthesize the app again\.$/,
    ],
  ),
])("%s ends the command %j with one line", (_, args, prepare, message) => {
  const project = createProject();
  prepare(project);
  const { status, stdout, lines } = run(project, args);
  expect([status, stdout, lines]).toEqual([1, "", [expect.stringMatching(message)]]);
});

function writeKey(project: string, text: string): void {
  mkdirSync(path.join(project, ".gatewright"));
  writeFileSync(path.join(project, ".gatewright/token-key.pem"), text);
}

/** Replaces the app of a project with one that writes only this manifest. */
function writeManifestApp(project: string, manifest: string): void {
  const code = `
    const { mkdirSync, writeFileSync } = require("node:fs");
    mkdirSync(process.env.CDKTF_OUTDIR, { recursive: true });
    writeFileSync(process.env.CDKTF_OUTDIR + "/manifest.json", ${JSON.stringify(manifest)});`;
  writeFileSync(path.join(project, "app.cjs"), code);
}

test("an unexpected error is printed with its stack, below a line that asks for a report", () => {
  const project = createProject();
  const patch = path.join(project, "patch.cjs");
  writeFileSync(
    patch,
    `const fs = require("node:fs");
    const { existsSync } = fs;
    fs.existsSync = (file) => { if (/cdktf.json$/.test(file)) throw new TypeError("boom"); return existsSync(file); };`,
  );
  const { NODE_OPTIONS = "" } = process.env;
  const { status, lines } = run(project, ["synth"], { NODE_OPTIONS: `${NODE_OPTIONS} --require ${patch}` });
  expect([status, ...lines.slice(0, 2)]).toEqual([
    1,
    "This is an error of Gatewright. Report it with these lines: https://github.com/gatewright/gatewright/issues",
    "TypeError: boom",
  ]);
  expect(lines[2]).toMatch(/^ {4}at /);
});
