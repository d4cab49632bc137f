import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { type Expression, parseSync } from "@swc/core";
import { checkPage, checkSource, checkTitle, denied } from "./wording-rules";

const FILES = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => file !== "");

const SOURCES = FILES.filter((file) =>
  /^(src|functions|examples|create\/src)\/.*\.ts$|^main\.ts$/.test(file),
);
const PAGES = FILES.filter((file) =>
  /^docs\/.*\.md$|^(README|CONTRIBUTING|SECURITY|create\/README)\.md$/.test(file),
);
const TESTS = FILES.filter((file) => /^__tests__\/.*\.test\.ts$/.test(file));

interface Title {
  readonly kind: "test" | "describe" | "row";
  readonly text: string;
}

interface Call {
  readonly type: string;
  readonly callee: Expression;
  readonly arguments: readonly { readonly expression: Expression }[];
}

/** Returns all titles in a syntax tree: of tests, of groups, and the first string of each row of a table. */
function findTitles(node: unknown): Title[] {
  if (Array.isArray(node)) return node.flatMap(findTitles);
  if (node === null || typeof node !== "object") return [];
  const own = (node as Call).type === "CallExpression" ? titlesOf(node as Call) : [];
  return [...own, ...Object.values(node).flatMap(findTitles)];
}

function titlesOf({ callee, arguments: args }: Call): Title[] {
  const isTable = callee.type === "CallExpression";
  const name = nameOf(isTable && callee.callee.type !== "Super" ? (callee.callee as Expression) : callee);
  const text = textOf(args[0]?.expression);
  if (!/^(test|it|describe)\b/.test(name) || text === undefined) return [];
  const rows = isTable ? rowsOf(callee.arguments[0]?.expression) : [];
  return [{ kind: name.startsWith("describe") ? "describe" : "test", text }, ...rows];
}

function nameOf(callee: Expression): string {
  if (callee.type === "Identifier") return callee.value;
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return "";
  return `${nameOf(callee.object)}.${callee.property.value}`;
}

function rowsOf(table: Expression | undefined): Title[] {
  if (table?.type !== "ArrayExpression") return [];
  return table.elements.flatMap((row) => {
    const first =
      row?.expression.type === "ArrayExpression" ? row.expression.elements[0]?.expression : undefined;
    const text = textOf(first);
    return text?.includes(" ") ? [{ kind: "row" as const, text }] : [];
  });
}

function textOf(expression: Expression | undefined): string | undefined {
  if (expression?.type === "StringLiteral") return expression.value;
  if (expression?.type !== "TemplateLiteral") return undefined;
  return expression.quasis.map(({ raw }) => raw).join("$x");
}

test.each([
  ["the sources", SOURCES, checkSource],
  ["the pages", PAGES, checkPage],
] as const)("%s use plain English and standard terms", (_, files, check) => {
  expect(files.length).toBeGreaterThan(5);
  const errors = files.flatMap((file) =>
    check(readFileSync(file, "utf8")).map(({ line, error }) => `${file}:${line}: ${error}`),
  );
  expect(errors).toEqual([]);
});

test("test titles are sentences in plain English", () => {
  const errors = TESTS.flatMap((file) => {
    const titles = findTitles(parseSync(readFileSync(file, "utf8"), { syntax: "typescript" }).body);
    return titles.flatMap(({ kind, text }) =>
      checkTitle(text, kind).map((error) => `${file}: ${JSON.stringify(text)}: ${error}`),
    );
  });
  expect(TESTS.length).toBeGreaterThan(50);
  expect(errors).toEqual([]);
});

test.each([
  [3, "A request that nobody may send is told to whoever waits."],
  [0, "X-Ray marks the segment as a fault."],
  [0, "HTTP status 410 Gone."],
  [0, "The route is public."],
])("the rules find %i denied phrases in %j", (count, line) => {
  expect(denied(line)).toHaveLength(count);
});

test.each([
  ["/** Of the API. */", 1],
  ["/** Address of the API. */", 0],
  ["   * @param name what it is called", 1],
  ["/**\n * Of the API.\n */", 1],
  ["  // Whether it runs.", 1],
])("the comment %j has %i errors about its first word", (line, count) => {
  expect(checkSource(line)).toHaveLength(count);
});

test("a test title without a subject has an error", () => {
  expect(checkTitle("is rejected by the gateway of an API", "test")).toHaveLength(1);
  expect(checkTitle("format 2.0", "test")).toHaveLength(1);
  expect(checkTitle("a public route has no authorizer (D)", "test")).toHaveLength(1);
  expect(checkTitle("a public route has no authorizer", "test")).toEqual([]);
});
