import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";
import {
  App,
  AwsProvider,
  Construct,
  HttpApi,
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

test("no stack trace is made for where each value comes from", () => {
  const traces = jest.spyOn(Error, "captureStackTrace");
  const stack = stackOf(new App({ outdir: temporaryFolder() }), "one");
  const table = new Table(stack, "things", { partitionKey: "id" });
  expect([table.arn, traces.mock.calls]).toEqual([expect.any(String), []]);
});

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

  test("writes the OpenAPI document of an API that asks for it", () => {
    const app = new App({ outdir: temporaryFolder() });
    stubCode(app);
    const stack = stackOf(app, "one");
    const answer = new NodejsFunction(stack, "answer", { entry: "a.ts" });
    const api = new HttpApi(stack, "api", { openApi: { title: "Things", version: "1.0.0" } });
    api.route("GET /things/{thingId}/x-y/{rest+}", answer, { access: "public" });
    api.route("GET /a/b", answer, { access: "public" });
    api.route("GET /a-b", answer, { access: "public" });
    new HttpApi(stack, "quiet").route("GET /", answer, { access: "public" });
    app.synth();
    const folder = path.join(app.outdir, "stacks", "one");
    expect(readdirSync(folder).filter((name) => name.endsWith("openapi.json"))).toEqual(["api.openapi.json"]);
    expect(JSON.parse(readFileSync(path.join(folder, "api.openapi.json"), "utf8"))).toMatchObject({
      info: { title: "Things", version: "1.0.0" },
      paths: {
        "/things/{thingId}/x-y/{rest}": { get: { operationId: "getThingsByThingIdXYByRest" } },
        "/a/b": { get: { operationId: "getAB" } },
        "/a-b": { get: { operationId: "getAB2" } },
      },
    });
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
          `one/missing, two/missing: entry "functions/missing.ts" does not exist in ${process.cwd()}; "functions" has no source file: write a path relative to the project`,
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

describe("a name in Terraform", () => {
  test.each([
    ["заказ", 'its name in Terraform would be ""'],
    ["1st", 'its name in Terraform would be "1st"'],
    ["a".repeat(241), `its name in Terraform would be "${"a".repeat(241)}"`],
  ])("that the id %s gives is a fault where Terraform does not take it", (id, fault) => {
    const stack = testStack();
    new Table(stack, id, { partitionKey: "thingId", name: "things" });
    expect(faultsOf(stack)).toEqual([
      `test/${id}: ${fault}; use ids of letters, digits, - and _ that start with a letter`,
    ]);
  });

  test("that two ids give is a fault: they would silently be one resource", () => {
    const stack = testStack();
    new Table(stack, "orders.v1", { partitionKey: "a" });
    new Table(stack, "ordersv1", { partitionKey: "b" });
    expect(faultsOf(stack)).toEqual([
      'test/ordersv1: its name in Terraform, "ordersv1", is also that of test/orders.v1; let their ids differ in letters, digits, - or _',
    ]);
  });
});

describe("a name on AWS that two constructs have is a fault", () => {
  test.each<[string, (stack: TerraformStack) => void, string]>([
    [
      "functions",
      (stack) => {
        new NodejsFunction(stack, "a-b", { entry: "a.ts" });
        new NodejsFunction(new Construct(stack, "a"), "b", { entry: "a.ts" });
      },
      'test/a/b: function name "test-a-b" is also that of test/a-b; change an id in its path, or set name',
    ],
    [
      "tables",
      (stack) => {
        for (const id of ["one", "two"]) new Table(stack, id, { partitionKey: "id", name: "same" });
      },
      'test/two: table name "same" is also that of test/one; change an id in its path, or set name',
    ],
    [
      "APIs' log groups",
      (stack) => {
        new HttpApi(stack, "one", { name: "a b" });
        new HttpApi(stack, "two", { name: "a-b" });
      },
      'test/two: API log group name "a-b" is also that of test/one; change an id in its path, or set name',
    ],
  ])("%s", (_, declare, fault) => {
    const stack = testStack();
    declare(stack);
    expect(faultsOf(stack)).toEqual([fault]);
  });
});

test("what App.run is given may take its time", async () => {
  process.env.CDKTF_OUTDIR = path.join(temporaryFolder(), "not", "there", "yet");
  await App.run(async (app) => {
    await new Promise(setImmediate);
    stackOf(app, "late");
  });
  expect(readdirSync(path.join(process.env.CDKTF_OUTDIR, "stacks"))).toEqual(["late"]);
  delete process.env.CDKTF_OUTDIR;
});

test("an error that is no fault is not swallowed by App.run", async () => {
  process.env.CDKTF_OUTDIR = temporaryFolder();
  const declare = (app: App) =>
    new Construct(app, "odd").node.addValidation({
      validate: () => {
        throw new Error("odd");
      },
    });
  await expect(App.run(declare)).rejects.toThrow("odd");
  delete process.env.CDKTF_OUTDIR;
});

test("a synth that fails loses no code", () => {
  const outdir = temporaryFolder();
  const kept = path.join(outdir, "stacks", "one", "assets", "kept.zip");
  mkdirSync(path.dirname(kept), { recursive: true });
  writeFileSync(kept, "");
  const app = new App({ outdir, skipValidation: true });
  new NodejsFunction(stackOf(app, "one"), "missing", { entry: "functions/missing.ts" });
  expect(() => app.synth()).toThrow("does not exist");
  expect(existsSync(kept)).toBe(true);
});

test("a stub costs no build, and asks for no file", () => {
  const stack = testStack();
  new NodejsFunction(stack, "answer", { entry: "no/such/file.ts" });
  expect(faultsOf(stack)).toEqual([]);
  expect(builds).not.toHaveBeenCalled();
});
