import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { transformSync } from "esbuild";
import * as constructs from "#constructs";
import * as contract from "#contract";
import * as local from "#local";
import * as runtime from "#runtime";
import * as terraform from "#terraform";
import * as testing from "#testing";
import { faultsOf, temporaryFolder, testStack } from "./support";

const ROOMS: Record<string, object> = {
  "#constructs": constructs,
  "#contract": contract,
  "#local": local,
  "#runtime": runtime,
  "#terraform": terraform,
  "#testing": testing,
};

interface Example {
  readonly where: string;
  readonly code: string;
}

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .map((name) => path.join(folder, name))
    .sort();
}

/** The examples of a page: its ts fences. */
function ofPage(file: string): Example[] {
  const fences = [...readFileSync(file, "utf8").matchAll(/^```ts\n([\s\S]*?)^```$/gm)];
  return fences.map(([, code = ""], index) => ({ where: `${file}, example ${index + 1}`, code }));
}

/** The examples of a source: what stands under `@example`, with everything public imported. */
function ofSource(file: string): Example[] {
  const comments = readFileSync(file, "utf8").match(/\/\*\*[\s\S]*?\*\//g) ?? [];
  return comments.flatMap((comment) => {
    const [, lines] = /@example\n([\s\S]*?)(?:\n \* @|\n? \*\/)/.exec(comment) ?? [];
    if (lines === undefined) return [];
    const body = lines.replaceAll(/^ \* ?/gm, "");
    const imports = Object.entries(ROOMS).map(
      ([room, names]) => `import { ${Object.keys(names).join(", ")} } from "${room}";`,
    );
    return [{ where: `${file}, ${body.split("\n")[0]}`, code: `${imports.join("\n")}\n${body}` }];
  });
}

/** Runs an example as if it stood in the constructor of a stack. */
function run(code: string, stack: constructs.TerraformStack): void {
  const lines = code.split("\n");
  const imports = lines.filter((line) => line.startsWith("import "));
  const body = lines.filter((line) => !line.startsWith("import "));
  const source = [...imports, "module.exports = function () {", ...body, "};"].join("\n");
  const { code: script } = transformSync(source, { loader: "ts", format: "cjs" });
  const module = { exports: (): void => {} };
  new Function("require", "module", script)((name: string) => ROOMS[name] ?? require(name), module);
  module.exports.call(stack);
}

// The SDK says on each Node 20 that its time is up, which is not what is tested.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

beforeAll(() => {
  process.env.CDKTF_OUTDIR = temporaryFolder();
});
afterAll(() => {
  delete process.env.CDKTF_OUTDIR;
});

const PAGES = ["README.md", ...filesBelow("docs", ".md")];
const SOURCES = filesBelow("src", ".ts");

test.each([...PAGES.flatMap(ofPage), ...SOURCES.flatMap(ofSource)].map(({ where, code }) => [where, code]))(
  "%s runs, and passes its checks",
  (_, code) => {
    const stack = testStack();
    run(code, stack);
    expect(faultsOf(stack)).toEqual([]);
  },
);

test("every construct has a page", () => {
  const classes = Object.entries(constructs).filter(
    ([name, value]) => typeof value === "function" && SOURCES.some((file) => defines(file, name)),
  );
  const pages = filesBelow("docs", ".md")
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  expect(classes.map(([name]) => name).filter((name) => !pages.includes(name))).toEqual([]);
});

function defines(file: string, name: string): boolean {
  return readFileSync(file, "utf8").includes(`export class ${name} `);
}
