import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Bundle, BundleError, bundle, bundleKey, type DevBundle, DevBundler } from "#bundle";
import { temporaryFolder } from "../support";
import { code, createProject } from "./project";

const target = "node22";

/** Returns a statement with a side effect that Node executes while it loads the file. */
const effect = (name: string) => `(globalThis as any).effects.push("${name}");`;

/** Functions whose files have side effects, by kind. Each has its own folder, and its entry is `a.ts`. */
const KINDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "an import without names": { "a.ts": 'import "./setup";', "setup.ts": effect("setup") },
  "an import of an import without names": {
    "a.ts": 'import "./one";',
    "one.ts": 'import "./deep/two";',
    "deep/two.ts": effect("two"),
  },
  "a named import": {
    "a.ts": 'import { used } from "./setup"; export const value = used;',
    "setup.ts": `${effect("setup")} export const used = 1; export const unused = 2;`,
  },
  "an export of a name": {
    "a.ts": 'export { used } from "./setup";',
    "setup.ts": `${effect("setup")} export const used = 1;`,
  },
  "an export of all names": {
    "a.ts": 'export * from "./setup";',
    "setup.ts": `${effect("setup")} export const used = 1;`,
  },
  "an export of a namespace": {
    "a.ts": 'export * as setup from "./setup";',
    "setup.ts": effect("setup"),
  },
  "a file that only re-exports": {
    "a.ts": 'import { used } from "./all"; export const value = used;',
    "all.ts": `${effect("all")} export { used } from "./used"; export { unused } from "./unused";`,
    "used.ts": `${effect("used")} export const used = 1;`,
    "unused.ts": `${effect("unused")} export const unused = 1;`,
  },
  "an unused name in JavaScript": {
    "a.ts": 'import "./plain.js";',
    "plain.js": 'import { unused } from "./setup.js";',
    "setup.js": 'globalThis.effects.push("setup"); export const unused = 1;',
  },
  "a call of require": { "a.ts": 'export const value = require("./setup");', "setup.ts": effect("setup") },
  "an unused constant, class and call": {
    "a.ts": 'import "./setup";',
    "setup.ts": `
      const add = (name: string) => { ${effect("call").replace('"call"', "name")} return name; };
      const unused = add("constant");
      class Unused { static { add("static block"); } static field = add("static field"); [add("key")] = 1; }
      export default add("default");`,
  },
};

const names = Object.keys(KINDS);

/** Writes all kinds into one project, whose `package.json` has the `sideEffects` of this repository. */
function writeProject(): string {
  const { sideEffects } = JSON.parse(readFileSync("package.json", "utf8"));
  const files = names.flatMap((name, index) =>
    Object.entries(KINDS[name] ?? {}).map(([file, text]) => {
      const source = file === "a.ts" ? `${text}\nexport const handler = () => 1;` : text;
      return [`functions/${index}/${file}`, source] as const;
    }),
  );
  return createProject({ "package.json": JSON.stringify({ sideEffects }), ...Object.fromEntries(files) });
}

/** Returns the side effects of each file in order, which Node executes while it loads the file. */
function effectsOf(files: readonly string[]): string[][] {
  const script = `
    const effects = process.argv.slice(1).map((file) => {
      globalThis.effects = [];
      require(file);
      return globalThis.effects;
    });
    process.stdout.write(JSON.stringify(effects));`;
  const args = ["--require", require.resolve("tsx/cjs"), "--eval", script, "--", ...files];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
}

function writeCode(text: string | Uint8Array): string {
  const file = path.join(temporaryFolder(), "index.js");
  writeFileSync(file, text);
  return file;
}

test("every statement of a project's own files runs in the bundle as in Node", async () => {
  const root = writeProject();
  const requests = names.map((_, index) => ({ entry: `functions/${index}/a.ts`, target }));
  const bundles = bundle(requests, root);
  const bundler = new DevBundler(root);
  const devBundles = await bundler.build(requests);
  await bundler.stop();
  const inNode = effectsOf(requests.map(({ entry }) => path.join(root, entry)));
  const inBundle = effectsOf(requests.map((r) => writeCode(code(bundles.get(bundleKey(r)) as Bundle))));
  const inDevBundle = effectsOf(
    requests.map((r) => writeCode((devBundles.get(bundleKey(r)) as DevBundle).code)),
  );
  const byKind = (effects: string[][]) => names.map((name, index) => [name, effects[index]]);
  expect(inNode.every((effects) => effects.length > 0)).toBe(true);
  expect(byKind(inBundle)).toEqual(byKind(inNode));
  expect(byKind(inDevBundle)).toEqual(byKind(inNode));
});

test("the error of an import that package.json marks as having no side effects contains the fix", () => {
  const root = createProject({
    "package.json": '{ "sideEffects": false }',
    "a.ts": 'import "./setup"; export const handler = () => 1;',
    "setup.ts": effect("setup"),
  });
  const build = () => bundle([{ entry: "a.ts", target }], root);
  expect(build).toThrow(BundleError);
  expect(build).toThrow(
    'a.ts:1:8: Ignoring this import because "setup.ts" was marked as having no side effects. Add the file to "sideEffects" in package.json, or remove "sideEffects".',
  );
});
