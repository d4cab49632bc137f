import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { parseSync } from "@swc/core";

/** Who may import whom: docs/architecture.md. A room is a folder of src, a function's folder, or main.ts. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  contract: [],
  runtime: ["contract"],
  bundle: [],
  constructs: ["contract", "bundle"],
  terraform: [],
  testing: ["terraform"],
  cli: ["terraform"],
  functions: ["contract", "runtime"],
  "main.ts": ["constructs", "functions"],
};

/** The packages from outside that a room is for; Node's own are free to all but what ships, and a function's its own. */
const MAY_USE: Record<string, readonly string[]> = {
  contract: ["@standard-schema/spec"],
  runtime: ["@standard-schema/spec", "aws-lambda"],
  bundle: ["esbuild", "fflate"],
  constructs: [],
  terraform: [],
  testing: [],
  cli: [],
  "main.ts": ["zod"],
};

interface Import {
  readonly file: string;
  readonly of: string;
}

const FILES = [
  "main.ts",
  ...["src", "functions"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => path.posix.join(folder, name.replaceAll(path.sep, "/"))),
  ),
].sort();

const IMPORTS: readonly Import[] = FILES.flatMap((file) => {
  const { body } = parseSync(readFileSync(file, "utf8"), { syntax: "typescript" });
  return importsIn(body).map((of) => ({ file, of }));
});

/** What a syntax tree imports, in whichever way: statements, `import()`, `require()`, and types' `import("…")`. */
function importsIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(importsIn);
  if (node === null || typeof node !== "object") return [];
  const { type, source, callee, argument } = node as Record<string, { value?: unknown; type?: string }>;
  const loads = callee?.type === "Import" || (callee?.value === "require" && callee.type === "Identifier");
  const [first] = loads ? (node as { arguments: { expression: { value?: unknown } }[] }).arguments : [];
  const named = [
    source?.type === "StringLiteral" ? source.value : undefined,
    (type as unknown) === "TsImportType" ? argument?.value : undefined,
    first?.expression.value,
  ];
  return [...named.filter((name) => typeof name === "string"), ...Object.values(node).flatMap(importsIn)];
}

function roomOf(file: string): string {
  const [first = "", second = ""] = file.split("/");
  return first === "src" ? second : first;
}

/** The file that an import means, for one of this project's own. */
function resolved({ file, of }: Import): string | undefined {
  if (of.startsWith("#")) return `src/${of.slice(1)}/index.ts`;
  if (!of.startsWith(".")) return undefined;
  const base = path.posix.join(path.posix.dirname(file), of);
  return [`${base}.ts`, `${base}/index.ts`].find((candidate) => existsSync(candidate));
}

function said({ file, of }: Import): string {
  return `${file} imports ${of}`;
}

test("every import of our own leads to a file", () => {
  const own = IMPORTS.filter(({ of }) => /^[.#]/.test(of));
  expect(own.length).toBeGreaterThan(100);
  expect(own.filter((one) => !existsSync(resolved(one) ?? "")).map(said)).toEqual([]);
});

test("every room has its rule", () => {
  expect([...new Set(FILES.map(roomOf))].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
});

test("a room imports only the rooms it may", () => {
  const wrong = IMPORTS.filter((one) => {
    const from = roomOf(one.file);
    const to = roomOf(resolved(one) ?? one.file);
    return from !== to && !MAY_IMPORT[from]?.includes(to);
  });
  expect(wrong.map(said)).toEqual([]);
});

test("another room is imported by its name, and within a room by path", () => {
  const wrong = IMPORTS.filter((one) => {
    const target = resolved(one);
    if (target === undefined || roomOf(target) === "functions") return false;
    return one.of.startsWith("#") === (roomOf(one.file) === roomOf(target));
  });
  expect(wrong.map(said)).toEqual([]);
});

test("main.ts takes routes from the functions, and no handler", () => {
  const taken = IMPORTS.filter(({ file, of }) => file === "main.ts" && of.includes("functions/"));
  expect(taken.filter(({ of }) => !of.endsWith("/routes")).map(said)).toEqual([]);
});

test("only one file imports CDKTF and its bindings, and the bindings by deep paths", () => {
  const cdktf = IMPORTS.filter(({ of }) => /^(@cdktf|cdktf|constructs)(\/|$)/.test(of));
  expect([...new Set(cdktf.map(({ file }) => file))]).toEqual(["src/constructs/_terraform.ts"]);
  expect(cdktf.filter(({ of }) => of === "@cdktf/provider-aws").map(said)).toEqual([]);
});

test("a room uses only the packages it is for", () => {
  const wrong = IMPORTS.filter(({ file, of }) => {
    if (/^[.#]/.test(of) || isBuiltin(of) || file === "src/constructs/_terraform.ts") return false;
    if (roomOf(file) === "functions") return false;
    return !MAY_USE[roomOf(file)]?.some((name) => of === name || of.startsWith(`${name}/`));
  });
  expect(wrong.map(said)).toEqual([]);
});

test("what ships in every function imports nothing of Node", () => {
  const wrong = IMPORTS.filter(
    ({ file, of }) => ["contract", "runtime"].includes(roomOf(file)) && isBuiltin(of),
  );
  expect(wrong.map(said)).toEqual([]);
});

test("no files import each other in a circle", () => {
  const graph = new Map(
    FILES.map((file) => [
      file,
      IMPORTS.filter((one) => one.file === file).flatMap((one) => resolved(one) ?? []),
    ]),
  );
  expect(circle(graph)).toBeUndefined();
});

/** A circle in a graph, as a path that ends where it begins. */
function circle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): string[] | undefined => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const found = visit(next, [...trail, file]);
      if (found) return found;
    }
    done.add(file);
    return undefined;
  };
  return [...graph.keys()].map((file) => visit(file, [])).find((found) => found !== undefined);
}

test("an import of every kind would be found", () => {
  const code =
    'import "a"; export * from "b"; type T = import("c").T; const x = () => import("d"); require("e");';
  expect(importsIn(parseSync(code, { syntax: "typescript" }).body).sort()).toEqual(["a", "b", "c", "d", "e"]);
});

test("a circle would be found", () => {
  expect(
    circle(
      new Map([
        ["a", ["b"]],
        ["b", ["c"]],
        ["c", ["b"]],
      ]),
    ),
  ).toEqual(["b", "c", "b"]);
});
