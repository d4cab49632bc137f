import { readFileSync } from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import { App, AwsProvider, type BundlingOptions, NodejsFunction, TerraformStack } from "gatewright";
import { createProject } from "../../bundle/project";
import { errorsOf, synthesized, temporaryFolder, testStack } from "../../support";

function functionStack(bundling: BundlingOptions, environment?: Record<string, string>): TerraformStack {
  const stack = testStack();
  new NodejsFunction(stack, "answer", { entry: "answer.ts", bundling, environment });
  return stack;
}

test.each<[string, Record<string, string> | undefined, Record<string, string>]>([
  ["no variable", undefined, { NODE_OPTIONS: "--enable-source-maps" }],
  ["another variable", { A1: "x" }, { A1: "x", NODE_OPTIONS: "--enable-source-maps" }],
  [
    "options of Node",
    { NODE_OPTIONS: "--stack-trace-limit=50" },
    { NODE_OPTIONS: "--stack-trace-limit=50 --enable-source-maps" },
  ],
])("a function with a source map and %s has the option that reads the map", (_, environment, variables) => {
  synthesized(functionStack({ sourceMap: true }, environment)).only("aws_lambda_function", {
    environment: { variables },
  });
});

test("the other options of a bundle do not change the Terraform", () => {
  const json = (bundling: BundlingOptions) => synthesized(functionStack(bundling)).stack;
  expect(json({ format: "esm", define: { A: "1" }, external: ["a"] })).toEqual(json({}));
});

test.each<[BundlingOptions, string]>([
  [{ format: "iife" as "esm" }, 'bundling.format is "iife"; expected one of "cjs", "esm"'],
  [
    { legalComments: "all" as "eof" },
    'bundling.legalComments is "all"; expected one of "none", "inline", "eof", "linked", "external"',
  ],
  [{ loader: { html: "text" } }, 'bundling.loader has the key "html"; expected an extension. Write ".html".'],
  [
    { loader: { ".html": "file" as "text" } },
    'bundling.loader[".html"] is "file"; expected one of "base64", "binary", "dataurl", "empty", "js", "json", "jsx", "text", "ts", "tsx"',
  ],
  [
    { define: { STAGE: "in two words" } },
    'bundling.define["STAGE"] is in two words; expected JSON or a name. Write JSON.stringify("in two words").',
  ],
  [
    { define: { "a-b": "1" } },
    'bundling.define["a-b"] has an invalid name; expected a name such as process.env.STAGE',
  ],
  [
    { nodeModules: ["sharp/lib"] },
    'bundling.nodeModules contains "sharp/lib"; expected the name of a package',
  ],
  [{ external: ["./own"] }, 'bundling.external contains "./own"; expected the name of a package'],
  [
    { external: ["sharp"], nodeModules: ["sharp"] },
    'bundling.external and bundling.nodeModules both contain "sharp". Remove one.',
  ],
  [
    { external: "mysql" as never },
    'bundling.external is "mysql"; expected a list of strings. Write `external: ["mysql"]`.',
  ],
  [
    { copy: { from: "a", to: "a" } as never },
    'bundling.copy is {"from":"a","to":"a"}; expected a list of objects. Write `copy: [{ from, to }]`.',
  ],
  [
    { copy: ["assets"] as never },
    'bundling.copy[0] is "assets"; expected an object. Write `{ from: "templates", to: "templates" }`.',
  ],
  [{ keepNames: "no" as never }, 'bundling.keepNames is "no"; expected a boolean'],
  ...["../x", "/x", "..", "a/../../x", "a\\x", ""].map((to): [BundlingOptions, string] => [
    { copy: [{ from: "x", to }] },
    `bundling.copy has the target "${to}"; expected a path inside the zip, with "/" as the separator`,
  ]),
  [
    { copy: [{ from: "x", to: "./index.js" }] },
    'bundling.copy has the target "./index.js", which is the code of the function. Write another path.',
  ],
])("the invalid options %j are an error", (bundling, error) => {
  expect(errorsOf(functionStack(bundling))).toEqual([`test/answer: ${error}`]);
});

test("a function with invalid options is not built, so that esbuild reports no other error", () => {
  const app = new App({ outdir: temporaryFolder() });
  const stack = new TerraformStack(app, "test");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const entry = path.join(createProject({ "a.ts": "export const handler = () => 1;" }), "a.ts");
  new NodejsFunction(stack, "a", { entry, bundling: { legalComments: "all" as "eof" } });
  new NodejsFunction(stack, "b", { entry, bundling: { format: "iife" as "esm" } });
  const errors = [
    expect.stringMatching(/^test\/a: bundling\.legalComments is "all"; /),
    expect.stringMatching(/^test\/b: bundling\.format is "iife"; /),
  ];
  expect(() => app.synth()).toThrow(expect.objectContaining({ errors }));
});

test("a function without an entry is an error", () => {
  const stack = testStack();
  new NodejsFunction(stack, "answer", { entry: process.env.NOT_SET as string });
  expect(errorsOf(stack)).toEqual([
    "test/answer: entry is not set; expected the path of the file that exports handler",
  ]);
});

test("synthesis builds a function with its options, and writes them for the local gateway", () => {
  const root = createProject({ "a.ts": "export const handler = () => VALUE;" });
  const outdir = temporaryFolder();
  const app = new App({ outdir });
  const bundling = { define: { VALUE: "41" }, format: "esm" } as const;
  const stack = new TerraformStack(app, "test");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  new NodejsFunction(stack, "answer", { entry: path.join(root, "a.ts"), bundling });
  app.synth();
  const file = path.join(outdir, "stacks/test/assets/answer");
  expect(Buffer.from(unzipSync(readFileSync(`${file}.zip`))["index.mjs"] ?? []).toString()).toContain("41");
  expect(JSON.parse(readFileSync(`${file}.json`, "utf8")).settings).toMatchObject(bundling);
});
