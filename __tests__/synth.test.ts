import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
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
    /\.(tf\.json|zip)$/.test(name),
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

test("npm run synth writes each stack's Terraform and the zips of its functions", () => {
  expect(first).toMatchObject({ status: 0, stderr: "" });
  const functions = [
    "create-product",
    "get-product",
    "health",
    "list-products",
    "remove-product",
    "replace-product",
  ];
  const files = ["dev", "prod"].flatMap((stage) => [
    ...functions.map((name) => `products-${stage}/assets/${name}.zip`),
    `products-${stage}/cdk.tf.json`,
  ]);
  expect(Object.keys(before)).toEqual(files);
});

test("npm run synth says of each stack its routes, who may call them, what answers, the zips and the time", () => {
  const stable = first.stdout.replaceAll(/ +\d+\.\d kB/g, " … kB").replace(/in \d+\.\d s/, "in … s");
  expect(stable.split("\n")).toEqual([
    "products-dev  cdktf.out/stacks/products-dev/cdk.tf.json  (6 routes, 6 functions, 72 resources)",
    ...ROUTES,
    "",
    "products-prod  cdktf.out/stacks/products-prod/cdk.tf.json  (6 routes, 6 functions, 73 resources)",
    ...ROUTES,
    "",
    "synthesized in … s",
    "",
  ]);
});

const ROUTES = [
  "  route                         who may call                            answered by           zip",
  "  GET /health                   everybody                               health … kB",
  '  GET /products                 a token of "users" with products/read   list-products … kB',
  '  POST /products                a token of "users" with products/write  create-product … kB',
  '  DELETE /products/{productId}  a token of "users" with products/write  remove-product … kB',
  '  GET /products/{productId}     a token of "users" with products/read   get-product … kB',
  '  PUT /products/{productId}     a token of "users" with products/write  replace-product … kB',
];

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
  expect(changed).toEqual([
    "products-dev/assets/get-product.zip",
    "products-dev/cdk.tf.json",
    "products-prod/assets/get-product.zip",
    "products-prod/cdk.tf.json",
  ]);
  for (const stack of ["products-dev", "products-prod"]) {
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
    'products-dev/api, products-prod/api: route "GET /products/{productId}/" must not end in "/"; write "GET /products/{productId}"',
    'products-dev/list-products, products-prod/list-products: entry "functions/products/lits.ts" does not exist; "functions/products" has create.ts, get.ts, list.ts, product.ts, remove.ts, replace.ts, routes.ts, store.ts: write a path relative to the project',
    expect.stringMatching(
      /^products-dev\/list-products, products-dev\/create-product and 10 more: functions\/products\/store\.ts:\d+:\d+: /,
    ),
  ]);
  expect(readdirSync(path.join(broken, "cdktf.out", "stacks"))).toEqual([]);
});
