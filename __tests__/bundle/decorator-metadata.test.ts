import { BundleError, type BundleRequest, bundle, bundleConcurrently, DevBundler } from "#bundle";
import { temporaryFolder } from "../support";
import { createProject, write } from "./project";

const request: BundleRequest = { entry: "functions/a.ts", target: "node22" };
const SETTING = '{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }';
const ENTRY = 'import "./model"; export const handler = () => 1;';
const decorate = (code: string) => `const d = (..._: any[]): any => {}; ${code}`;

function errorOf(files: Readonly<Record<string, string>>): string | undefined {
  try {
    bundle([request], createProject({ "functions/a.ts": ENTRY, ...files }));
    return undefined;
  } catch (error) {
    if (error instanceof BundleError) return error.message;
    throw error;
  }
}

const expected = (file: string, setting: string) =>
  `${file} uses decorators, and ${setting} sets emitDecoratorMetadata; expected no metadata, because esbuild cannot emit it. Remove the setting and pass the types to the decorators, or compile the file with tsc and set \`entry\` to the JavaScript.`;

test.each([
  ["a property", "class A { @d name!: string; }"],
  ["a call on a property", "class A { @d({ nullable: true }) name?: string; }"],
  ["a class", "@d class A {}"],
  ["an exported class", "@d export class A {}"],
  ["a method", "class A { @d() run(): string { return ''; } }"],
  ["an accessor", "class A { @d get size() { return 1; } }"],
  ["a parameter", "class A { constructor(@d private readonly name: string) {} }"],
])("a decorator of %s is an error under the setting", (_, code) => {
  const files = { "functions/model.ts": decorate(code), "tsconfig.json": SETTING };
  expect(errorOf(files)).toBe(expected("functions/model.ts", "tsconfig.json"));
});

test.each<[string, Readonly<Record<string, string>>, string]>([
  [
    "a file with comments",
    { "tsconfig.json": `// comment\n${SETTING.replace(" } }", ", } /* end */ }")}` },
    "tsconfig.json",
  ],
  [
    "a base",
    { "tsconfig.json": '{ "extends": "./config/base" }', "config/base.json": SETTING },
    "config/base.json",
  ],
  [
    "the last of two bases",
    {
      "tsconfig.json": '{ "extends": ["./one.json", "./two.json"] }',
      "one.json": '{ "compilerOptions": { "emitDecoratorMetadata": false } }',
      "two.json": SETTING,
    },
    "two.json",
  ],
  [
    "a base in a package",
    {
      "tsconfig.json": '{ "extends": "@s/config/tsconfig.json" }',
      "node_modules/@s/config/tsconfig.json": SETTING,
    },
    "node_modules/@s/config/tsconfig.json",
  ],
  [
    "the nearest file",
    { "tsconfig.json": "{}", "functions/tsconfig.json": SETTING },
    "functions/tsconfig.json",
  ],
])("the setting in %s applies", (_, files, setting) => {
  const model = { "functions/model.ts": decorate("@d class A {}") };
  expect(errorOf({ ...model, ...files })).toBe(expected("functions/model.ts", setting));
});

test.each<[string, Readonly<Record<string, string>>]>([
  ["no setting", { "tsconfig.json": '{ "compilerOptions": { "experimentalDecorators": true } }' }],
  [
    "no decorator",
    { "functions/model.ts": 'const mail = "a@b.c"; // @d\nexport const x = mail;', "tsconfig.json": SETTING },
  ],
  [
    "a setting that a nearer file turns off",
    {
      "functions/tsconfig.json":
        '{ "extends": "../tsconfig.json", "compilerOptions": { "emitDecoratorMetadata": false } }',
      "tsconfig.json": SETTING,
    },
  ],
  [
    "a file that the function does not reach",
    { "functions/a.ts": "export const handler = () => 1;", "tsconfig.json": SETTING },
  ],
])("%s is no error", (_, files) => {
  const compilerOptions = '{ "compilerOptions": { "experimentalDecorators": true } }';
  const model = { "functions/model.ts": decorate("@d class A {}"), "tsconfig.json": compilerOptions };
  expect(errorOf({ ...model, ...files })).toBeUndefined();
});

test("the error is also reported by the local gateway, and if an earlier bundle is cached", async () => {
  const root = createProject({
    "functions/a.ts": ENTRY,
    "functions/model.ts": decorate("@d class A {}"),
    "tsconfig.json": '{ "compilerOptions": { "experimentalDecorators": true } }',
  });
  const cacheDir = temporaryFolder();
  await bundleConcurrently([request], root, { cacheDir });
  write(root, { "tsconfig.json": SETTING });
  await expect(bundleConcurrently([request], root, { cacheDir })).rejects.toThrow("emitDecoratorMetadata");
  const bundler = new DevBundler(root);
  const [result] = (await bundler.build([request])).values();
  await bundler.stop();
  expect((result as BundleError).message).toBe(expected("functions/model.ts", "tsconfig.json"));
});
