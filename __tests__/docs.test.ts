import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { transformSync } from "esbuild";
import * as constructs from "gatewright";
import * as contract from "gatewright/contract";
import * as local from "gatewright/local";
import * as runtime from "gatewright/runtime";
import * as websocket from "gatewright/runtime/websocket";
import * as testing from "gatewright/testing";
import { ERROR_CODES } from "#error";
import { compileJavaPattern } from "#template";
import * as terraform from "#terraform";
import { errorsOf, temporaryFolder, testStack } from "./support";

const FOLDERS: Record<string, object> = {
  gatewright: constructs,
  "gatewright/contract": contract,
  "gatewright/local": local,
  "gatewright/runtime": runtime,
  "gatewright/runtime/websocket": websocket,
  "#terraform": terraform,
  "gatewright/testing": testing,
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

/** Returns the examples of a page, which are its code blocks marked `ts`. */
function pageExamples(file: string): Example[] {
  const blocks = [...readFileSync(file, "utf8").matchAll(/^```ts\n([\s\S]*?)^```$/gm)];
  return blocks.map(([, code = ""], index) => ({ where: `${file}, example ${index + 1}`, code }));
}

/**
 * Returns the examples of a source file: the code after each `@example`, with imports of all public names.
 */
function sourceExamples(file: string): Example[] {
  const comments = readFileSync(file, "utf8").match(/\/\*\*[\s\S]*?\*\//g) ?? [];
  return comments.flatMap((comment) => {
    const [, lines] = /@example\n([\s\S]*?)(?:\n \* @|\n? \*\/)/.exec(comment) ?? [];
    if (lines === undefined) return [];
    const body = lines.replaceAll(/^ \* ?/gm, "");
    const imports = Object.entries(FOLDERS).map(
      ([folder, names]) => `import { ${Object.keys(names).join(", ")} } from "${folder}";`,
    );
    return [{ where: `${file}, ${body.split("\n")[0]}`, code: `${imports.join("\n")}\n${body}` }];
  });
}

/** Runs an example as if it were in the constructor of a stack. */
function run(code: string, stack: constructs.TerraformStack): void {
  const lines = code.split("\n");
  const imports = lines.filter((line) => line.startsWith("import "));
  const body = lines.filter((line) => !line.startsWith("import "));
  const source = [...imports, "module.exports = function () {", ...body, "};"].join("\n");
  const { code: script } = transformSync(source, { loader: "ts", format: "cjs" });
  const module = { exports: (): void => {} };
  new Function("require", "module", script)((name: string) => FOLDERS[name] ?? require(name), module);
  module.exports.call(stack);
}

// On Node 20, the AWS SDK would print a warning that it will drop support for this version.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

beforeAll(() => {
  process.env.CDKTF_OUTDIR = temporaryFolder();
});
afterAll(() => {
  delete process.env.CDKTF_OUTDIR;
});

const PAGES = ["README.md", ...filesBelow("docs", ".md")];
const SOURCES = filesBelow("src", ".ts");

test.each(
  [...PAGES.flatMap(pageExamples), ...SOURCES.flatMap(sourceExamples)].map(({ where, code }) => [
    where,
    code,
  ]),
)("the example %s runs and has no validation errors", (_, code) => {
  const stack = testStack();
  run(code, stack);
  expect(errorsOf(stack)).toEqual([]);
});

test("every construct is mentioned on a page", () => {
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

/** Returns the content of each section of docs/errors.md by its error code. */
function errorSections(): Map<string, string> {
  const [, ...sections] = readFileSync("docs/errors.md", "utf8").split(/^## /m);
  return new Map(sections.map((section) => [section.slice(0, section.indexOf("\n")), section]));
}

test("every error code has a section in docs/errors.md, and every section has a code", () => {
  expect([...errorSections().keys()]).toEqual([...ERROR_CODES]);
});

test("every section of docs/errors.md names the class, a message, the cause and the fix", () => {
  for (const section of errorSections().values()) {
    expect(section).toMatch(
      /^Class: `\w+`[\s\S]*^```text\n[^`][\s\S]*^\*\*Cause\.\*\* [\s\S]*^\*\*Fix\.\*\* /m,
    );
  }
});

test("every class of GatewrightError is named in the section of its code", () => {
  const classes = SOURCES.flatMap((file) => [
    ...readFileSync(file, "utf8").matchAll(/export class (\w+) extends GatewrightError([\s\S]*?)\n\}/g),
  ]);
  const codes = classes.flatMap(([, name, body = ""]) =>
    [...new Set(body.match(/(?<=")GW_\w+(?=")/g))].map((code) => ({ name, code })),
  );
  expect(codes.map(({ code }) => code).sort()).toEqual([...ERROR_CODES]);
  for (const { name, code } of codes) {
    expect(errorSections().get(code)).toContain(`Class: \`${name}\``);
  }
});

test("every selection pattern in the documentation works in the local gateway", () => {
  const patterns = filesBelow("docs", ".md").flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/selectionPattern: ("(?:\\.|[^"\\])+")/g)].map(([, text = ""]) =>
      JSON.parse(text),
    ),
  );
  expect(patterns).toContain("4\\d{2}");
  for (const pattern of patterns) expect(() => compileJavaPattern(pattern)).not.toThrow();
});
