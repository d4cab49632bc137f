import { readFileSync } from "node:fs";
import path from "node:path";
import {
  type Bundle,
  BundleError,
  bundle,
  bundleConcurrently,
  bundleKey,
  type DevBundle,
  DevBundler,
} from "#bundle";
import { loadCode } from "./load-code";
import { code, createProject, write } from "./project";

const target = "node22";

/** Package without side effects whose functions return frozen objects, as zod does. */
const SCHEMAS = {
  "node_modules/schemas/package.json": '{ "type": "module", "exports": "./index.js", "sideEffects": false }',
  "node_modules/schemas/index.js": `
    const schema = (type) => ({ type, min: (size) => schema(type + ">" + size), optional: () => schema(type + "?") });
    export const string = () => schema("string");
    export const object = (fields) => schema(JSON.stringify(fields));
    export const config = () => { globalThis.configured = true; };
    export const extend = (target) => { globalThis.extended = true; };`,
  "node_modules/gatewright/package.json":
    '{ "exports": { "./contract": "./contract.js" }, "sideEffects": [] }',
  "node_modules/gatewright/contract.js": `
    exports.route = (key, spec) => ({ key, ...spec });
    exports.withPrefix = (prefix, routes) => ({ prefix, ...routes });`,
};

const handler = (name: string, from = "./routes") =>
  `import { ${name} } from "${from}"; export const handler = () => JSON.stringify(${name});`;

const ROUTES = `
  import { route, withPrefix } from "gatewright/contract";
  import * as s from "schemas";
  import { Shared } from "./shared";
  const Name = s.string().min(1);
  export const getThing = route("GET /things/{id}", { summary: "Get a thing", replies: { 200: Shared } });
  export const addThing = route("POST /things", { body: s.object({ name: Name }), replies: { 201: Shared } });
  export const v1 = withPrefix("/v1", { getThing });
`;

const PROJECT = {
  ...SCHEMAS,
  "routes.ts": ROUTES,
  "shared.ts": 'import * as s from "schemas"; export const Shared = s.object({ id: "id" });',
  "get.ts": handler("getThing"),
  "add.ts": handler("addThing"),
  "v1.ts": handler("v1"),
};

const requests = ["get.ts", "add.ts", "v1.ts"].map((entry) => ({ entry, target }));

function hashes(files: Readonly<Record<string, string>>, entries = requests): Record<string, string> {
  const bundles = bundle(entries, createProject(files));
  return Object.fromEntries(
    entries.map((request) => [request.entry, bundles.get(bundleKey(request))?.hash ?? ""]),
  );
}

/** Changes of a contract, with the functions whose code they change. */
const CHANGES: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[]])[] = [
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((count) => {
    const added = Array.from({ length: count }, (_, index) => {
      const word = "zqxjkvwyp".repeat(count).slice(index, index + 9 + count);
      return `export const ${word}${index} = route("PUT /${word}", { summary: "${word.toUpperCase()}", body: s.string() });`;
    });
    return [`${count} routes are added`, { "routes.ts": `${ROUTES}${added.join("\n")}` }, []] as const;
  }),
  [
    "a route is added before the others",
    { "routes.ts": ROUTES.replace("const Name", 'export const first = route("GET /first");\nconst Name') },
    [],
  ],
  [
    "a summary changes",
    { "routes.ts": ROUTES.replace("Get a thing", "Get another thing") },
    ["get.ts", "v1.ts"],
  ],
  ["a schema of one route changes", { "routes.ts": ROUTES.replace("min(1)", "min(2)") }, ["add.ts"]],
  [
    "a shared schema changes",
    { "shared.ts": PROJECT["shared.ts"].replace('"id" }', '"ID" }') },
    ["get.ts", "add.ts", "v1.ts"],
  ],
  [
    "a type is added",
    { "routes.ts": `${ROUTES} export type Zqxjk = { zqxjk: string }; export interface Zq { zq: 1 }` },
    [],
  ],
  [
    "a route is removed",
    { "routes.ts": ROUTES.replace(/export const v1.*/, ""), "v1.ts": handler("getThing") },
    ["v1.ts"],
  ],
];

test.each(CHANGES)("if %s, only the functions that use the change have new code", (_, files, changed) => {
  const before = hashes(PROJECT);
  const after = hashes({ ...PROJECT, ...files });
  expect(Object.keys(after).filter((entry) => after[entry] !== before[entry])).toEqual(changed);
});

/** Values of `sideEffects` in the `package.json` of a schema library, with the functions that a new route changes. */
const SIDE_EFFECTS: readonly (readonly [string, unknown, readonly string[]])[] = [
  ["no file", false, []],
  ["no file, by a list", [], []],
  ["another file, as zod does", ["./compile.js"], []],
  ["another folder", ["./dist/*.js"], []],
  ["the imported file", ["./index.js"], ["get.ts", "add.ts", "v1.ts"]],
  ["every file by a pattern", ["*.js"], ["get.ts", "add.ts", "v1.ts"]],
  ["unknown files", undefined, ["get.ts", "add.ts", "v1.ts"]],
];

test.each(SIDE_EFFECTS)(
  "if a package has side effects in %s, a new route changes the expected functions",
  (...values) => {
    const [, sideEffects, changed] = values;
    const manifest = JSON.stringify({ type: "module", exports: "./index.js", sideEffects });
    const files = { ...PROJECT, "node_modules/schemas/package.json": manifest };
    const before = hashes(files);
    const route = 'export const other = route("PUT /other", { body: s.object({ other: s.string() }) });';
    const after = hashes({ ...files, "routes.ts": `${ROUTES}${route}` });
    expect(Object.keys(after).filter((entry) => after[entry] !== before[entry])).toEqual(changed);
  },
);

test("a function with zod contains only its own route", () => {
  const [built] = bundle(
    [{ entry: "functions/products/create.ts", target }],
    path.join(__dirname, "../.."),
  ).values() as Iterable<Bundle>;
  const text = Buffer.from(code(built as Bundle)).toString();
  expect(text).toContain("POST /products");
  expect(text).not.toContain("GET /products");
});

test("each function returns the same value as without a bundle, in the zip and in the local gateway", async () => {
  const root = createProject(PROJECT);
  const bundles = await bundleConcurrently(requests, root);
  const bundler = new DevBundler(root);
  const devBundles = await bundler.build(requests);
  await bundler.stop();
  const shared = { type: '{"id":"id"}' };
  const thing = { key: "GET /things/{id}", summary: "Get a thing", replies: { 200: shared } };
  const values = {
    "get.ts": thing,
    "add.ts": {
      key: "POST /things",
      body: { type: '{"name":{"type":"string>1"}}' },
      replies: { 201: shared },
    },
    "v1.ts": { prefix: "/v1", getThing: thing },
  };
  for (const request of requests) {
    const built = bundles.get(bundleKey(request)) as Bundle;
    const expected = values[request.entry as keyof typeof values];
    expect(JSON.parse(callHandler(code(built)))).toEqual(expected);
    expect(built.inputs.filter((file) => !file.includes("node_modules"))).toEqual(
      [request.entry, "routes.ts", "shared.ts"].sort(),
    );
    expect(built.sourceMap).not.toContain("?");
    const { code: own, packages } = devBundles.get(bundleKey(request)) as DevBundle;
    const { file } = loadCode({ "index.js": packages.code });
    const modules = packages.names.map((name) => {
      const text = `module.exports = require(${JSON.stringify(file)})[${JSON.stringify(name)}];`;
      return [`node_modules/${name}/index.js`, text];
    });
    expect(JSON.parse(callHandler(own, Object.fromEntries(modules)))).toEqual(expected);
  }
});

function callHandler(text: string | Uint8Array, files: Readonly<Record<string, string>> = {}): string {
  return (loadCode({ "index.js": text, ...files }).module.handler as () => string)();
}

const CONTRACT = 'import { route } from "gatewright/contract"; import * as s from "schemas";';
const effects = "(globalThis as any).effects";

/** Statements next to constants of a contract that must run, in their order. */
const EFFECTS: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  "a call of an own function": [
    `const add = (name: string) => ${effects}.push(name); const x = add("own");`,
    ["own"],
  ],
  "an imported own function": ['import { add } from "./effects"; const x = add("imported");', ["imported"]],
  "a method of an own value": [
    'import { list } from "./effects"; const x = list.push("method");',
    ["method"],
  ],
  "a method of an array": [
    `const list: unknown[] = []; const n = list.push(1); ${effects}.push(list.length);`,
    ["1"],
  ],
  "a changed object": [
    `const fields: any = { a: "a" }; fields.b = "b"; const Changed = s.object(fields); ${effects}.push(Changed.type);`,
    ['{"a":"a","b":"b"}'],
  ],
  "a changed object that only a route uses": [
    `const fields: any = { a: "a" }; fields.b = "b"; export const used = s.object(fields).type;`,
    ['{"a":"a","b":"b"}'],
  ],
  "a package that is changed before its next call": [
    `const patch = (target: any) => { ${effects}.push("patched " + (typeof target.string)); }; patch(s); export const used = s.string().min(1).type;`,
    ["patched function", "string>1"],
  ],
  "an import whose values only a constant uses": [
    'import { value } from "./with-effect"; export const unused = route("GET /", { summary: value });',
    ["with effect"],
  ],
  "a getter, a template and a new object": [
    `const a = { get x() { return ${effects}.push("getter"); } }.x; const b = \`\${${effects}.push("template")}\`; const c = new (class { constructor() { ${effects}.push("new"); } })();`,
    ["getter", "template", "new"],
  ],
  "an immediate function": [`const a = (() => ${effects}.push("function"))();`, ["function"]],
  "a declaration with several names": [`const a = s.string(), b = ${effects}.push("second");`, ["second"]],
  "a destructured value": [`const { length } = [${effects}.push("destructured")];`, ["destructured"]],
};

test.each(Object.entries(EFFECTS))("the effect of %s stays", (_, [source, expected]) => {
  const root = createProject({
    ...SCHEMAS,
    "routes.ts": `${CONTRACT} ${source} export const get = route("GET /get");`,
    "effects.ts": `${effects} ??= []; export const list = ${effects}; export const add = (name: string) => list.push(name);`,
    "with-effect.ts": `${effects}.push("with effect"); export const value = "value";`,
    "a.ts": `import * as routes from "./routes"; const { used } = routes as any; export const handler = () => [...${effects}, ...(used ? [used] : [])].map(String);`,
  });
  Object.assign(globalThis, { effects: [] });
  const [built] = bundle([{ entry: "a.ts", target }], root).values() as Iterable<Bundle>;
  const { handler: run } = loadCode({
    "index.js": `globalThis.effects = [];\n${code(built as Bundle)}`,
  }).module;
  expect((run as () => string[])()).toEqual(expected);
});

test("an error in a contract has its position in the file", () => {
  const root = createProject({
    ...SCHEMAS,
    "routes.ts": `${CONTRACT}\nimport * as own from "./own";\n\nexport const get = route("GET /get", {\n  body: own.nothere,\n});`,
    "own.ts": "export const here = 1;",
    "a.ts": handler("get"),
  });
  const build = () => bundle([{ entry: "a.ts", target }], root);
  expect(build).toThrow(BundleError);
  expect(build).toThrow('routes.ts:5:13: Import "nothere" will always be undefined');
});

test("an entry may contain its own route", () => {
  const source = `${CONTRACT} export const get = route("GET /get"); export const handler = () => JSON.stringify(get);`;
  const [built] = bundle([{ entry: "a.ts", target }], createProject({ ...SCHEMAS, "a.ts": source })).values();
  expect(JSON.parse(callHandler(code(built as Bundle)))).toEqual({ key: "GET /get" });
});

test("an entry may contain a group of routes that only its own versions use", () => {
  const source = `${CONTRACT} import { withPrefix } from "gatewright/contract";
    const group = { get: route("GET /get") };
    const v1 = withPrefix("/v1", group).get;
    export const handler = () => JSON.stringify(v1);`;
  const [built] = bundle([{ entry: "a.ts", target }], createProject({ ...SCHEMAS, "a.ts": source })).values();
  expect(JSON.parse(callHandler(code(built as Bundle)))).toEqual({ key: "GET /get" });
});

test("the local gateway uses a changed contract after a rebuild", async () => {
  const root = createProject(PROJECT);
  const bundler = new DevBundler(root);
  const request = { entry: "get.ts", target };
  const build = async () => (await bundler.build([request])).get(bundleKey(request)) as DevBundle;
  expect(Buffer.from((await build()).code).toString()).toContain("Get a thing");
  write(root, {
    "routes.ts": readFileSync(path.join(root, "routes.ts"), "utf8").replace("Get a thing", "Changed"),
  });
  expect(Buffer.from((await build()).code).toString()).toContain("Changed");
  await bundler.stop();
});
