import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { receiveMessageOnPort } from "node:worker_threads";
import { unzipSync } from "fflate";
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
} from "gatewright";
import { Stack } from "#terraform";
import { errorsOf, synthesized, temporaryFolder, testStack } from "../support";

// The worker thread that runs esbuild sends one message for each build.
jest.mock("node:worker_threads", () => {
  const actual = jest.requireActual("node:worker_threads");
  return { ...actual, receiveMessageOnPort: jest.fn(actual.receiveMessageOnPort) };
});
const builds = jest.mocked(receiveMessageOnPort);
beforeEach(() => builds.mockClear());

/** Returns the number of entries of each build. */
function countEntries(): number[] {
  return builds.mock.results.map(({ value }) => {
    const outputs: readonly { readonly entryPoint?: string }[] = Object.values(
      value.message.metafile.outputs,
    );
    return outputs.filter(({ entryPoint }) => entryPoint !== undefined).length;
  });
}

const HANDLER = 'export const handler = async () => "hello";';

/** Writes files into a new folder. Returns a function that returns the path of a file by its name. */
function writeFiles(texts: Record<string, string>): (name: string) => string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(texts)) writeFileSync(path.join(folder, name), text);
  return (name) => path.join(folder, name);
}

function createStack(app: App, id: string): TerraformStack {
  const stack = new TerraformStack(app, id);
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  return stack;
}

function assetsDir(app: App, stack: string): string {
  return path.join(app.outdir, "stacks", stack, "assets");
}

test("a token records no stack trace", () => {
  const traces = jest.spyOn(Error, "captureStackTrace");
  const stack = createStack(new App({ outdir: temporaryFolder() }), "one");
  const table = new Table(stack, "things", { partitionKey: "id" });
  expect([table.arn, traces.mock.calls]).toEqual([expect.any(String), []]);
});

describe("the synthesis of an application", () => {
  test("synthesis writes a zip for each function, with the function's Terraform name and hash", () => {
    const entry = writeFiles({ "a.ts": HANDLER });
    const app = new App({ outdir: temporaryFolder() });
    new NodejsFunction(createStack(app, "one"), "answer", { entry: entry("a.ts") });
    app.synth();
    expect(readdirSync(assetsDir(app, "one")).sort()).toEqual(["answer.js.map", "answer.json", "answer.zip"]);
    const { values } = Stack.read(path.join(app.outdir, "stacks", "one")).at("aws_lambda_function.answer");
    const record = JSON.parse(readFileSync(path.join(assetsDir(app, "one"), "answer.json"), "utf8"));
    expect(values.filename).toBe("assets/answer.zip");
    expect(values.source_code_hash).toBe(record.hash);
  });

  test("synthesis bundles the functions of all stacks in one build, and a shared entry once", () => {
    const entry = writeFiles({ "a.ts": HANDLER, "b.ts": HANDLER });
    const app = new App({ outdir: temporaryFolder() });
    for (const stack of [createStack(app, "one"), createStack(app, "two")]) {
      new NodejsFunction(stack, "a", { entry: entry("a.ts") });
      new NodejsFunction(stack, "b", { entry: entry("b.ts") });
    }
    app.synth();
    expect(countEntries()).toEqual([2]);
    for (const stack of ["one", "two"])
      expect(existsSync(path.join(assetsDir(app, stack), "b.zip"))).toBe(true);
  });

  test("a function that is declared after a synthesis is built by the next synthesis", () => {
    const entry = writeFiles({ "a.ts": HANDLER, "b.ts": HANDLER });
    const app = new App({ outdir: temporaryFolder() });
    const stack = createStack(app, "one");
    new NodejsFunction(stack, "a", { entry: entry("a.ts") });
    Testing.synth(stack);
    new NodejsFunction(stack, "b", { entry: entry("b.ts") });
    const hashes = Stack.parse(Testing.synth(stack))
      .ofType("aws_lambda_function")
      .map(({ values }) => values.source_code_hash);
    expect(new Set(hashes).size).toBe(1);
    expect(hashes[0]).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  });

  test("a second synthesis does not build the same entry again", () => {
    const entry = writeFiles({ "a.ts": HANDLER });
    const app = new App({ outdir: temporaryFolder() });
    for (const id of ["one", "two"]) {
      const stack = createStack(app, id);
      new NodejsFunction(stack, "a", { entry: entry("a.ts") });
      Testing.synth(stack);
    }
    expect(countEntries()).toEqual([1]);
  });

  test("synthesis writes the OpenAPI document of an API with the option openApi", () => {
    const app = new App({ outdir: temporaryFolder() });
    stubCode(app);
    const stack = createStack(app, "one");
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

  test("synthesis deletes the code of removed functions and no other file", () => {
    const outdir = temporaryFolder();
    const folder = path.join(outdir, "stacks", "one");
    const synthesize = (...names: readonly string[]) => {
      const app = new App({ outdir });
      stubCode(app);
      const stack = createStack(app, "one");
      for (const name of names) new NodejsFunction(stack, name, { entry: "a.ts" });
      app.synth();
      return readdirSync(path.join(folder, "assets")).sort();
    };
    const others = [".terraform/lock", "assets/a.zip", "assets/layer/1/archive.zip", "assets/data.json"];
    for (const file of others) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), "");
    }
    const kept = ["a.zip", "data.json", "layer"];
    const code = (name: string) => [`${name}.js.map`, `${name}.json`, `${name}.zip`];
    expect(synthesize("answer", "old")).toEqual([...kept, ...code("answer"), ...code("old")].sort());
    expect(synthesize("answer")).toEqual([...kept, ...code("answer")].sort());
    expect(synthesize()).toEqual(kept);
    expect(others.every((file) => existsSync(path.join(folder, file)))).toBe(true);
  });
});

describe("the root folder of a project", () => {
  const repository = process.cwd();
  afterEach(() => process.chdir(repository));

  test("the output folder is relative to the nearest folder with a cdktf.json", () => {
    const project = realpathSync(temporaryFolder());
    const folder = path.join(project, "functions", "things");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(project, "cdktf.json"), "{}");
    process.chdir(folder);
    expect(new App({ outdir: "out" }).outdir).toBe(path.join(project, "out"));
  });

  test("an app belongs to the project of the file that creates it if no folder above the current one has a cdktf.json", () => {
    process.chdir(temporaryFolder());
    expect(new App({ outdir: "cdktf.out" }).outdir).toBe(path.join(repository, "cdktf.out"));
  });
});

describe("the errors of an application", () => {
  test("the errors of all constructs and stacks are reported together, each once, and no files are written", () => {
    const entry = writeFiles({ "syntax.ts": "export const = 1;", "good.ts": HANDLER });
    const app = new App({ outdir: temporaryFolder() });
    for (const stack of [createStack(app, "one"), createStack(app, "two")]) {
      new NodejsFunction(stack, "good", { entry: entry("good.ts") });
      new NodejsFunction(stack, "syntax", { entry: entry("syntax.ts"), timeoutSeconds: 901 });
      new NodejsFunction(stack, "missing", { entry: "functions/missing.ts" });
    }
    new Table(createStack(app, "three"), "ab", { partitionKey: "id", name: "ab" });
    const at = path.relative(process.cwd(), entry("syntax.ts"));
    expect(() => app.synth()).toThrow(SynthError);
    try {
      app.synth();
    } catch (error) {
      expect((error as SynthError).message).toBe(
        [
          "4 errors; no files written",
          "",
          "one/syntax, two/syntax: timeoutSeconds is 901; expected a whole number from 1 to 900 seconds",
          `one/syntax, two/syntax: ${at}:1:14: Expected identifier but found "="`,
          `one/missing, two/missing: entry "functions/missing.ts" does not exist in ${process.cwd()}; "functions" has no source files. Write a path relative to the project.`,
          'three/ab: table name "ab" has length 2; expected 3 to 255 characters. Change a construct ID in the path, or set `name`.',
        ].join("\n"),
      );
    }
    expect(readdirSync(path.join(app.outdir, "stacks"))).toEqual([]);
  });

  test("an error in an imported file is reported once, with the path of every function", () => {
    const entry = writeFiles({
      "shared.ts": "export const = 1;",
      "a.ts": 'export * from "./shared";',
      "b.ts": 'export * from "./shared";',
    });
    const app = new App({ outdir: temporaryFolder() });
    const stack = createStack(app, "one");
    for (const name of ["a", "b"]) new NodejsFunction(stack, name, { entry: entry(`${name}.ts`) });
    const at = path.relative(process.cwd(), entry("shared.ts"));
    expect(errorsOf(stack)).toEqual([`one/a, one/b: ${at}:1:14: Expected identifier but found "="`]);
  });

  test("an application with skipValidation reports no errors", () => {
    const app = new App({ outdir: temporaryFolder(), skipValidation: true });
    new Table(createStack(app, "one"), "ab", { partitionKey: "id", name: "ab" });
    expect(() => app.synth()).not.toThrow();
  });

  test("a function that cannot be built fails synthesis even if validation is skipped", () => {
    const stack = createStack(new App({ outdir: temporaryFolder() }), "one");
    new NodejsFunction(stack, "missing", { entry: "functions/missing.ts" });
    expect(() => Testing.synth(stack)).toThrow('entry "functions/missing.ts" does not exist');
  });

  test("the errors of validations that a user adds are reported, too", () => {
    const stack = testStack();
    stack.node.addValidation({ validate: () => ["no"] });
    expect(errorsOf(stack)).toEqual(["test: no"]);
  });
});

describe("the Terraform names of resources", () => {
  test.each([
    ["заказ", 'Terraform name "" is invalid'],
    ["1st", 'Terraform name "1st" is invalid'],
  ])("the construct ID %s is an error, because Terraform would reject its name", (id, error) => {
    const stack = testStack();
    new Table(stack, id, { partitionKey: "thingId", name: "things" });
    expect(errorsOf(stack)).toEqual([
      `test/${id}: ${error}; expected letters, digits, - and _, starting with a letter. Change the construct ID.`,
    ]);
  });

  test("a long route key is allowed, and keys that differ only at their end have different Terraform names", () => {
    const stack = testStack();
    const start = "long/".repeat(100);
    const keys = [`GET /${start}a`, `GET /${start}b`] as const;
    const api = new HttpApi(stack, "api");
    const fn = new NodejsFunction(stack, "list", { entry: "functions/products/list.ts" });
    for (const key of keys) api.route(key, fn, { access: "public" });
    expect(errorsOf(stack)).toEqual([]);
    const routes = synthesized(stack).stack.ofType("aws_apigatewayv2_route");
    expect(routes.map(({ values }) => values.route_key).sort()).toEqual(keys);
  });

  test("a name that is too long for a file is an error with the maximum", () => {
    const stack = testStack();
    const id = "a".repeat(241);
    new NodejsFunction(stack, id, { entry: "functions/products/list.ts", name: "list" });
    new HttpApi(stack, "b".repeat(241), { name: "api", openApi: { title: "API", version: "1" } });
    expect(errorsOf(stack)).toEqual(
      [id, "b".repeat(241)].map((name) =>
        expect.stringMatching(
          `^test/${name}: Terraform name "${name}" has 241 characters; the maximum is 240, `,
        ),
      ),
    );
  });

  test("two construct IDs that give the same Terraform name are an error, because CDKTF would merge the resources", () => {
    const stack = testStack();
    new Table(stack, "orders.v1", { partitionKey: "a" });
    new Table(stack, "ordersv1", { partitionKey: "b" });
    expect(errorsOf(stack)).toEqual([
      'test/ordersv1: duplicate Terraform name "ordersv1", already used by test/orders.v1. Change a construct ID.',
    ]);
  });
});

describe("the AWS names of resources", () => {
  test.each<[string, (stack: TerraformStack) => void, string]>([
    [
      "functions",
      (stack) => {
        new NodejsFunction(stack, "a-b", { entry: "a.ts" });
        new NodejsFunction(new Construct(stack, "a"), "b", { entry: "a.ts" });
      },
      'test/a/b: duplicate function name "test-a-b", already used by test/a-b. Change a construct ID in the path, or set `name`.',
    ],
    [
      "tables",
      (stack) => {
        for (const id of ["one", "two"]) new Table(stack, id, { partitionKey: "id", name: "same" });
      },
      'test/two: duplicate table name "same", already used by test/one. Change a construct ID in the path, or set `name`.',
    ],
    [
      "log groups of APIs",
      (stack) => {
        new HttpApi(stack, "one", { name: "a b" });
        new HttpApi(stack, "two", { name: "a-b" });
      },
      'test/two: duplicate API log group name "a-b", already used by test/one. Change a construct ID in the path, or set `name`.',
    ],
  ])("two %s with the same name are an error", (_, declare, error) => {
    const stack = testStack();
    declare(stack);
    expect(errorsOf(stack)).toEqual([error]);
  });
});

test("App.run waits for an asynchronous function that declares the stacks", async () => {
  process.env.CDKTF_OUTDIR = path.join(temporaryFolder(), "not", "there", "yet");
  await App.run(async (app) => {
    await new Promise(setImmediate);
    createStack(app, "late");
  });
  expect(readdirSync(path.join(process.env.CDKTF_OUTDIR, "stacks"))).toEqual(["late"]);
  delete process.env.CDKTF_OUTDIR;
});

test("an output folder that cannot be created is an error with the path and the fix", async () => {
  const file = writeFiles({ file: "" })("file");
  const message = `${file}/out: not a directory (ENOTDIR, mkdir). A part of the path is a file. Remove the file, or choose another path.`;
  expect(() => new App({ outdir: path.join(file, "out") })).toThrow(
    expect.objectContaining({ code: "GW_SYSTEM", errors: [message] }),
  );
  const printed = jest.spyOn(console, "error").mockImplementation();
  const env = jest.replaceProperty(process, "env", { ...process.env, CDKTF_OUTDIR: path.join(file, "out") });
  await App.run(() => {});
  env.restore();
  expect([printed.mock.calls, process.exitCode]).toEqual([[[message]], 1]);
  process.exitCode = 0;
  printed.mockRestore();
});

const FULL_DEVICE = "/dev/full";
(existsSync(FULL_DEVICE) ? test : test.skip)("a full disk is an error with the fix", () => {
  const outdir = temporaryFolder();
  const folder = path.join(outdir, "stacks", "full");
  mkdirSync(folder, { recursive: true });
  symlinkSync(FULL_DEVICE, path.join(folder, "cdk.tf.json"));
  const app = new App({ outdir });
  createStack(app, "full");
  expect(() => app.synth()).toThrow(
    expect.objectContaining({
      code: "GW_SYSTEM",
      message: "no space left on device (ENOSPC, write). Free space on the disk.",
    }),
  );
});

test("App.run throws any error that is not a GatewrightError", async () => {
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

test("a failed synthesis deletes no code", () => {
  const outdir = temporaryFolder();
  const zip = path.join(outdir, "stacks", "one", "assets", "earlier.zip");
  mkdirSync(path.dirname(zip), { recursive: true });
  writeFileSync(zip, "");
  const app = new App({ outdir, skipValidation: true });
  new NodejsFunction(createStack(app, "one"), "missing", { entry: "functions/missing.ts" });
  expect(() => app.synth()).toThrow("does not exist");
  expect(existsSync(zip)).toBe(true);
});

test("a function with stub code is not built, and its entry file need not exist", () => {
  const stack = testStack();
  new NodejsFunction(stack, "answer", { entry: "no/such/file.ts" });
  expect(errorsOf(stack)).toEqual([]);
  expect(builds).not.toHaveBeenCalled();
});

test("two apps in one process have their own project folder, names, stubs and zips", () => {
  const projects = ["first", "second"].map((text) => {
    const file = writeFiles({ "greet.ts": `export const handler = async () => "${text}";` });
    const project = path.dirname(file("greet.ts"));
    const outdir = path.join(project, "cdktf.out");
    const context = { cdktfJsonPath: path.join(project, "cdktf.json") };
    const app = new App({ outdir, context });
    const stack = createStack(app, "test");
    new NodejsFunction(stack, "greet", { entry: "greet.ts" });
    return { app, zip: path.join(outdir, "stacks/test/assets/greet.zip") };
  });
  const stubbed = new App({ outdir: temporaryFolder() });
  const stack = createStack(stubbed, "test");
  stubCode(stack);
  new NodejsFunction(stack, "greet", { entry: "none.ts" });
  for (const { app } of [...projects, { app: stubbed }]) app.synth();
  const texts = projects.map(({ zip }) =>
    Buffer.from(unzipSync(readFileSync(zip))["index.js"] ?? "").toString(),
  );
  expect(texts.map((text) => /first|second/.exec(text)?.[0])).toEqual(["first", "second"]);
});
