import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";
import {
  App,
  AwsProvider,
  NodejsFunction,
  SynthError,
  stubCode,
  Table,
  TerraformStack,
  Testing,
} from "#constructs";
import { Stack } from "#terraform";
import { faultsOf, temporaryFolder, testStack } from "../support";

jest.mock("esbuild", () => {
  const actual = jest.requireActual("esbuild");
  return { ...actual, buildSync: jest.fn(actual.buildSync) };
});
const builds = jest.mocked(esbuild.buildSync);
beforeEach(() => builds.mockClear());

const HANDLER = 'export const handler = async () => "hello";';

/** Files in a folder of their own, as entries. */
function files(texts: Record<string, string>): (name: string) => string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(texts)) writeFileSync(path.join(folder, name), text);
  return (name) => path.join(folder, name);
}

function stackOf(app: App, id: string): TerraformStack {
  const stack = new TerraformStack(app, id);
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  return stack;
}

function assetsOf(app: App, stack: string): string {
  return path.join(app.outdir, "stacks", stack, "assets");
}

describe("a synth", () => {
  test("writes each function's zip under the name of its address, with the hash that Terraform compares", () => {
    const entry = files({ "a.ts": HANDLER });
    const app = new App({ outdir: temporaryFolder() });
    new NodejsFunction(stackOf(app, "one"), "answer", { entry: entry("a.ts") });
    app.synth();
    expect(readdirSync(assetsOf(app, "one")).sort()).toEqual(["answer.js.map", "answer.json", "answer.zip"]);
    const { values } = Stack.read(path.join(app.outdir, "stacks", "one")).at("aws_lambda_function.answer");
    const record = JSON.parse(readFileSync(path.join(assetsOf(app, "one"), "answer.json"), "utf8"));
    expect(values.filename).toBe("assets/answer.zip");
    expect(values.source_code_hash).toBe(record.hash);
  });

  test("bundles every function of every stack in one build, and a shared entry once", () => {
    const entry = files({ "a.ts": HANDLER, "b.ts": HANDLER });
    const app = new App({ outdir: temporaryFolder() });
    for (const stack of [stackOf(app, "one"), stackOf(app, "two")]) {
      new NodejsFunction(stack, "a", { entry: entry("a.ts") });
      new NodejsFunction(stack, "b", { entry: entry("b.ts") });
    }
    app.synth();
    expect(builds.mock.calls.map(([{ entryPoints }]) => (entryPoints as unknown[]).length)).toEqual([2]);
    for (const stack of ["one", "two"])
      expect(existsSync(path.join(assetsOf(app, stack), "b.zip"))).toBe(true);
  });

  test("builds a function that was declared after an earlier one was read", () => {
    const entry = files({ "a.ts": HANDLER, "b.ts": HANDLER });
    const app = new App({ outdir: temporaryFolder() });
    const stack = stackOf(app, "one");
    new NodejsFunction(stack, "a", { entry: entry("a.ts") });
    Testing.synth(stack);
    new NodejsFunction(stack, "b", { entry: entry("b.ts") });
    const hashes = Stack.parse(Testing.synth(stack))
      .ofType("aws_lambda_function")
      .map(({ values }) => values.source_code_hash);
    expect(new Set(hashes).size).toBe(1);
    expect(hashes[0]).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  });

  test("does not build again what it has built", () => {
    const entry = files({ "a.ts": HANDLER });
    const app = new App({ outdir: temporaryFolder() });
    for (const id of ["one", "two"]) {
      const stack = stackOf(app, id);
      new NodejsFunction(stack, "a", { entry: entry("a.ts") });
      Testing.synth(stack);
    }
    expect(builds).toHaveBeenCalledTimes(1);
  });

  test("removes the code of functions that are no longer there, and nothing else", () => {
    const outdir = temporaryFolder();
    const stale = path.join(outdir, "stacks", "one", "assets", "gone.zip");
    const kept = path.join(outdir, "stacks", "one", ".terraform", "lock");
    for (const file of [stale, kept]) {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, "");
    }
    const app = new App({ outdir });
    stubCode(app);
    new NodejsFunction(stackOf(app, "one"), "answer", { entry: "a.ts" });
    app.synth();
    expect([existsSync(stale), existsSync(kept)]).toEqual([false, true]);
  });
});

describe("faults", () => {
  test("of every construct and stack are reported together, each once, and nothing is written", () => {
    const entry = files({ "syntax.ts": "export const = 1;", "good.ts": HANDLER });
    const app = new App({ outdir: temporaryFolder() });
    for (const stack of [stackOf(app, "one"), stackOf(app, "two")]) {
      new NodejsFunction(stack, "good", { entry: entry("good.ts") });
      new NodejsFunction(stack, "syntax", { entry: entry("syntax.ts"), timeoutSeconds: 901 });
      new NodejsFunction(stack, "missing", { entry: "functions/missing.ts" });
    }
    new Table(stackOf(app, "three"), "ab", { partitionKey: "id", name: "ab" });
    const at = path.relative(process.cwd(), entry("syntax.ts"));
    expect(() => app.synth()).toThrow(SynthError);
    try {
      app.synth();
    } catch (error) {
      expect((error as SynthError).message).toBe(
        [
          "4 faults, nothing was written",
          "",
          "one/syntax, two/syntax: timeoutSeconds must be a whole number from 1 to 900 seconds, found 901",
          `one/syntax, two/syntax: ${at}:1:14: Expected identifier but found "="`,
          'one/missing, two/missing: entry "functions/missing.ts" does not exist; "functions" has no source file: write a path relative to the project',
          'three/ab: table name must have 3 to 255 characters, found 2 in "ab"; change an id in its path, or set name',
        ].join("\n"),
      );
    }
    expect(readdirSync(path.join(app.outdir, "stacks"))).toEqual([]);
  });

  test("of a file that is no entry are told of every function, once", () => {
    const entry = files({
      "shared.ts": "export const = 1;",
      "a.ts": 'export * from "./shared";',
      "b.ts": 'export * from "./shared";',
    });
    const app = new App({ outdir: temporaryFolder() });
    const stack = stackOf(app, "one");
    for (const name of ["a", "b"]) new NodejsFunction(stack, name, { entry: entry(`${name}.ts`) });
    const at = path.relative(process.cwd(), entry("shared.ts"));
    expect(faultsOf(stack)).toEqual([`one/a, one/b: ${at}:1:14: Expected identifier but found "="`]);
  });

  test("are not looked for where the application skips validation", () => {
    const app = new App({ outdir: temporaryFolder(), skipValidation: true });
    new Table(stackOf(app, "one"), "ab", { partitionKey: "id", name: "ab" });
    expect(() => app.synth()).not.toThrow();
  });

  test("of code keep even an unchecked synth from making up a hash", () => {
    const stack = stackOf(new App({ outdir: temporaryFolder() }), "one");
    new NodejsFunction(stack, "missing", { entry: "functions/missing.ts" });
    expect(() => Testing.synth(stack)).toThrow('entry "functions/missing.ts" does not exist');
  });

  test("of a user's own checks are among them", () => {
    const stack = testStack();
    stack.node.addValidation({ validate: () => ["no"] });
    expect(faultsOf(stack)).toEqual(["test: no"]);
  });
});

test("a stub costs no build, and asks for no file", () => {
  const stack = testStack();
  new NodejsFunction(stack, "answer", { entry: "no/such/file.ts" });
  expect(faultsOf(stack)).toEqual([]);
  expect(builds).not.toHaveBeenCalled();
});
