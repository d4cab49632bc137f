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

/** Everything a synth reads, but for the packages. */
const PROJECT = ["main.ts", "src", "functions", "package.json", "tsconfig.json", "cdktf.json"];

/** A copy of this project in a folder of its own, `depth` folders deep. */
function copy(depth: number): string {
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

/** Every file that Terraform is given, by its path, with a hash of its bytes. */
function synthesized(folder: string): Record<string, string> {
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

const project = copy(0);
const first = run(project, "npm run --silent synth");
const before = synthesized(project);

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

test("npm run synth says of each stack its routes, who may call them, what answers, the zips and the time", () => {
  const parts = first.stdout.split("\n\n");
  expect(parts).toHaveLength(STACKS.length + 1);
  expect(parts.at(-1)).toMatch(new RegExp(`^${STACKS.length} stacks synthesized in \\d+\\.\\d s\n$`));
  STACKS.forEach((stack, index) => {
    const [title, head, ...rows] = parts[index]?.split("\n") ?? [];
    const { resource } = stackJson(project, stack);
    const routes = Object.values<{ route_key: string }>(resource.aws_apigatewayv2_route);
    expect(title).toContain(`${stack}  cdktf.out/stacks/${stack}/cdk.tf.json  (${routes.length} routes, `);
    expect(head?.trim().split(/ {2,}/)).toEqual(["route", "access", "target", "zip"]);
    const told = rows.map((row) => row.trim().split(/ {2,}/));
    expect(told.map(([key]) => key).sort()).toEqual(routes.map(({ route_key }) => route_key).sort());
    expect(told).toContainEqual(["GET /health", "public", "health", expect.stringMatching(/^\d+\.\d kB$/)]);
    const reading = "JWT users: products/read";
    expect(told).toContainEqual([
      "GET /products",
      reading,
      "list-products",
      expect.stringMatching(/^\d+\.\d kB$/),
    ]);
  });
});

test("another folder, other file times, locale, time zone and umask give the same bytes", () => {
  const elsewhere = copy(3);
  for (const name of readdirSync(elsewhere, { recursive: true, encoding: "utf8" })) {
    if (!name.startsWith("node_modules")) utimesSync(path.join(elsewhere, name), 1, 1);
  }
  const env = { TZ: "Pacific/Kiritimati", LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8" };
  expect(run(elsewhere, "umask 077 && npm run --silent synth", env).status).toBe(0);
  expect(synthesized(elsewhere)).toEqual(before);
});

test("cdktf synth writes the same bytes", () => {
  const elsewhere = copy(1);
  expect(run(elsewhere, "node_modules/.bin/cdktf synth").status).toBe(0);
  expect(synthesized(elsewhere)).toEqual(before);
});

test("an edited handler changes its function's zip and hash, and nothing else in any stack", () => {
  const edited = copy(0);
  edit(edited, "functions/products/get.ts", "status: 200", 'status: 200, headers: { "x-edited": "yes" }');
  expect(run(edited, "npm run --silent synth").status).toBe(0);
  const after = synthesized(edited);
  const changed = Object.keys(before).filter((name) => before[name] !== after[name]);
  expect(changed).toEqual(
    STACKS.flatMap((stack) => [`${stack}/assets/get-product.zip`, `${stack}/cdk.tf.json`]).sort(),
  );
  for (const stack of STACKS) {
    const was = stackJson(project, stack);
    const is = stackJson(edited, stack);
    const { source_code_hash } = is.resource.aws_lambda_function["get-product"];
    expect(source_code_hash).not.toBe(was.resource.aws_lambda_function["get-product"].source_code_hash);
    was.resource.aws_lambda_function["get-product"].source_code_hash = source_code_hash;
    expect(is).toEqual(was);
  }
});

test("every fault of every stack is told at once, and nothing is written", () => {
  const broken = copy(0);
  edit(broken, "functions/products/routes.ts", '"GET /products/{productId}"', '"GET /products/{productId}/"');
  edit(broken, "main.ts", '"functions/products/list.ts"', '"functions/products/lits.ts"');
  edit(broken, "functions/products/store.ts", "export class", "exprot class");
  const { status, stdout, stderr } = run(broken, "npm run --silent synth");
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr.trimEnd().split("\n")).toEqual([
    "3 faults, nothing was written",
    "",
    expect.stringMatching(
      /^products-dev\/api, .*: route "GET \/products\/\{productId\}\/" must not end in "\/"; write /,
    ),
    expect.stringMatching(
      /^products-dev\/list-products, .*: entry "functions\/products\/lits.ts" does not exist in /,
    ),
    expect.stringMatching(/^products-dev\/.* more: functions\/products\/store\.ts:\d+:\d+: /),
  ]);
  expect(readdirSync(path.join(broken, "cdktf.out", "stacks"))).toEqual([]);
});

describe("npm run synth without an application to run", () => {
  test.each([
    ["no cdktf.json", undefined, /cdktf\.json cannot be read .*; run this in a project's folder$/],
    [
      "a cdktf.json that is no JSON",
      "{bad",
      /cdktf\.json cannot be read .*; run this in a project's folder$/,
    ],
    ["no app", "{}", /cdktf\.json: app must be the command that synthesizes, found undefined$/],
    [
      "an app that does nothing",
      '{"app":"true"}',
      /cdktf\.json: the app "true" wrote nothing to .*; it has to call app\.synth\(\)$/,
    ],
  ])("for %s says so, and shows nothing of an earlier synth", (_, content, message) => {
    const broken = copy(0);
    cpSync(path.join(project, "cdktf.out"), path.join(broken, "cdktf.out"), { recursive: true });
    if (content === undefined) rmSync(path.join(broken, "cdktf.json"));
    else writeFileSync(path.join(broken, "cdktf.json"), content);
    const { status, stdout, stderr } = run(broken, "npm run --silent synth");
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr.trimEnd()).toMatch(message);
  });
});

test("CDKTF_OUTDIR may be a folder that is not there yet, and the state stays where it was", () => {
  const elsewhere = copy(0);
  expect(run(elsewhere, "npm run --silent synth", { CDKTF_OUTDIR: "a b/c" }).status).toBe(0);
  const file = path.join(elsewhere, "a b", "c", "stacks", "products-dev", "cdk.tf.json");
  const { backend } = JSON.parse(readFileSync(file, "utf8")).terraform;
  expect(path.resolve(path.dirname(file), backend.local.path)).toBe(
    path.join(elsewhere, "terraform.products-dev.tfstate"),
  );
});
