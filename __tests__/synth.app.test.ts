import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { temporaryFolder } from "./support";

/** Files and folders that synthesis reads, except npm packages. */
const PROJECT = ["main.ts", "src", "functions", "package.json", "tsconfig.json", "cdktf.json"];

/** Copies this project to a temporary folder that is nested in `depth` folders. */
function copyProject(depth: number): string {
  const folder = path.join(temporaryFolder(), ...Array(depth).fill("deeper"));
  mkdirSync(folder, { recursive: true });
  for (const name of PROJECT) cpSync(name, path.join(folder, name), { recursive: true });
  symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
  return folder;
}

function run(folder: string, command: string, env: Record<string, string> = {}) {
  const { CDKTF_OUTDIR: _, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync("sh", ["-c", command], {
    cwd: folder,
    encoding: "utf8",
    env: { ...inherited, CHECKPOINT_DISABLE: "1", CI: "1", ...env },
  });
  return { status, stdout, stderr };
}

/** Returns the hash of each file that Terraform reads, by the path of the file. */
function hashOutput(folder: string): Record<string, string> {
  const out = path.join(folder, "cdktf.out", "stacks");
  const names = readdirSync(out, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.(tf\.json|openapi\.json|zip)$/.test(name),
  );
  const hash = (name: string) =>
    createHash("sha256")
      .update(readFileSync(path.join(out, name)))
      .digest("hex");
  return Object.fromEntries(names.sort().map((name) => [name, hash(name)]));
}

function stackJson(folder: string, stack: string) {
  return JSON.parse(readFileSync(path.join(folder, "cdktf.out", "stacks", stack, "cdk.tf.json"), "utf8"));
}

function edit(folder: string, file: string, from: string, to: string): void {
  const text = readFileSync(path.join(folder, file), "utf8");
  expect(text).toContain(from);
  writeFileSync(path.join(folder, file), text.replaceAll(from, to));
}

const project = copyProject(0);
const first = run(project, "npm run --silent synth");
const before = hashOutput(project);

const STACKS = readdirSync(path.join(project, "cdktf.out", "stacks"));

function functionsOf(stack: string): string[] {
  return Object.keys(stackJson(project, stack).resource.aws_lambda_function);
}

test("npm run synth writes each stack's Terraform and the zips of its functions", () => {
  expect(first).toMatchObject({ status: 0, stderr: "" });
  expect(STACKS).toEqual(expect.arrayContaining(["products-dev", "products-prod"]));
  const files = STACKS.flatMap((stack) => [
    `${stack}/api.openapi.json`,
    `${stack}/cdk.tf.json`,
    ...functionsOf(stack).map((name) => `${stack}/assets/${name}.zip`),
  ]);
  expect(Object.keys(before)).toEqual(files.sort());
});

test("npm run synth prints the routes and waivers of each stack, and the time", () => {
  const parts = first.stdout.split("\n\n");
  expect(parts).toHaveLength(2 * STACKS.length + 1);
  expect(parts.at(-1)).toMatch(new RegExp(`^${STACKS.length} stacks synthesized in \\d+\\.\\d s\n$`));
  STACKS.forEach((stack, index) => {
    const [title, head, ...rows] = parts[2 * index]?.split("\n") ?? [];
    expect(parts[2 * index + 1]).toMatch(/^ {2}waived rule .*reason\n {2}CKV_AWS_\d+ /);
    const { resource } = stackJson(project, stack);
    const routes = Object.values<{ route_key: string }>(resource.aws_apigatewayv2_route);
    expect(title).toContain(`${stack}  cdktf.out/stacks/${stack}/cdk.tf.json  (${routes.length} routes, `);
    expect(head?.trim().split(/ {2,}/)).toEqual(["route", "access", "target", "zip"]);
    const cells = rows.map((row) => row.trim().split(/ {2,}/));
    expect(cells.map(([key]) => key).sort()).toEqual(routes.map(({ route_key }) => route_key).sort());
    expect(cells).toContainEqual(["GET /health", "public", "health", expect.stringMatching(/^\d+\.\d kB$/)]);
    expect(cells).toContainEqual([
      "GET /products",
      "JWT users: scope products/read",
      "list-products",
      expect.stringMatching(/^\d+\.\d kB$/),
    ]);
  });
});

test("the bytes of the output do not depend on folder, file times, locale, time zone and umask", () => {
  const elsewhere = copyProject(3);
  for (const name of readdirSync(elsewhere, { recursive: true, encoding: "utf8" })) {
    if (!name.startsWith("node_modules")) utimesSync(path.join(elsewhere, name), 1, 1);
  }
  const env = { TZ: "Pacific/Kiritimati", LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8" };
  expect(run(elsewhere, "umask 077 && npm run --silent synth", env).status).toBe(0);
  expect(hashOutput(elsewhere)).toEqual(before);
});

test("cdktf synth writes the same bytes as npm run synth", () => {
  const elsewhere = copyProject(1);
  expect(run(elsewhere, "node_modules/.bin/cdktf synth").status).toBe(0);
  expect(hashOutput(elsewhere)).toEqual(before);
});

test("a command writes the same bytes from a subfolder of the project, and from another folder with --project", () => {
  const elsewhere = copyProject(0);
  const command = `node --require tsx/cjs ${path.join(elsewhere, "src/cli/index.ts")} synth`;
  expect(run(path.join(elsewhere, "functions", "products"), command)).toMatchObject({
    status: 0,
    stderr: "",
  });
  expect(hashOutput(elsewhere)).toEqual(before);
  rmSync(path.join(elsewhere, "cdktf.out"), { recursive: true });
  const { status, stdout } = run(process.cwd(), `${command} --project ${elsewhere}`);
  expect([status, stdout]).toEqual([0, expect.stringContaining("products-dev")]);
  expect(hashOutput(elsewhere)).toEqual(before);
});

test("an edited handler changes only the zip and hash of its function", () => {
  const edited = copyProject(0);
  edit(edited, "functions/products/get.ts", "status: 200", 'status: 200, headers: { "x-edited": "yes" }');
  expect(run(edited, "npm run --silent synth").status).toBe(0);
  const after = hashOutput(edited);
  const changed = Object.keys(before).filter((name) => before[name] !== after[name]);
  expect(changed).toEqual(
    STACKS.flatMap((stack) => [`${stack}/assets/get-product.zip`, `${stack}/cdk.tf.json`]).sort(),
  );
  for (const stack of STACKS) {
    const original = stackJson(project, stack);
    const current = stackJson(edited, stack);
    const { source_code_hash } = current.resource.aws_lambda_function["get-product"];
    expect(source_code_hash).not.toBe(original.resource.aws_lambda_function["get-product"].source_code_hash);
    original.resource.aws_lambda_function["get-product"].source_code_hash = source_code_hash;
    expect(current).toEqual(original);
  }
});

test("all errors of all stacks are reported together, and no files are written", () => {
  const broken = copyProject(0);
  edit(broken, "functions/products/routes.ts", '"GET /products/{productId}"', '"GET /products/{productId}/"');
  edit(broken, "main.ts", '"functions/products/list.ts"', '"functions/products/lits.ts"');
  edit(broken, "functions/products/store.ts", "export class", "exprot class");
  const { status, stdout, stderr } = run(broken, "npm run --silent synth");
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr.trimEnd().split("\n")).toEqual([
    "3 errors; no files written",
    "",
    expect.stringMatching(
      /^products-dev\/api, .*: route "GET \/products\/\{productId\}\/" must not end in "\/"\. Write /,
    ),
    expect.stringMatching(
      /^products-dev\/list-products, .*: entry "functions\/products\/lits.ts" does not exist in /,
    ),
    expect.stringMatching(/^products-dev\/.* more: functions\/products\/store\.ts:\d+:\d+: /),
  ]);
  expect(readdirSync(path.join(broken, "cdktf.out", "stacks"))).toEqual([]);
});

describe("npm run synth without a valid app", () => {
  test.each([
    [
      "no cdktf.json",
      undefined,
      /^cannot read .*cdktf\.json \(.*\)\. Run the command in a project, or set --project\.$/,
    ],
    ["invalid JSON in cdktf.json", "{bad", /cdktf\.json: the file is not valid JSON \(.*\)\. Correct it\.$/],
    [
      "no app",
      "{}",
      /cdktf\.json: app is undefined; expected the command that synthesizes the app\. Write "app": "node .*"\.$/,
    ],
    [
      "an app that writes no files",
      '{"app":"true"}',
      /cdktf\.json: app "true" wrote no files to .*\. Declare the stacks in App\.run\(\), or call app\.synth\(\) after them\.$/,
    ],
  ])("a project with %s fails with the reason, and no earlier output is printed", (_, content, message) => {
    const broken = copyProject(0);
    cpSync(path.join(project, "cdktf.out"), path.join(broken, "cdktf.out"), { recursive: true });
    if (content === undefined) rmSync(path.join(broken, "cdktf.json"));
    else writeFileSync(path.join(broken, "cdktf.json"), content);
    const { status, stdout, stderr } = run(broken, "npm run --silent synth");
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr.trimEnd()).toMatch(message);
  });
});

test("a missing CDKTF_OUTDIR is created, and the path of the state file does not change", () => {
  const elsewhere = copyProject(0);
  expect(run(elsewhere, "npm run --silent synth", { CDKTF_OUTDIR: "a b/c" }).status).toBe(0);
  const file = path.join(elsewhere, "a b", "c", "stacks", "products-dev", "cdk.tf.json");
  const { backend } = JSON.parse(readFileSync(file, "utf8")).terraform;
  expect(path.resolve(path.dirname(file), backend.local.path)).toBe(
    path.join(elsewhere, "terraform.products-dev.tfstate"),
  );
});
