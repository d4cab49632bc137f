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
  local: ["terraform", "bundle"],
  plan: ["terraform"],
  testing: ["terraform"],
  cli: ["terraform", "local", "plan"],
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
  local: ["@smithy/signature-v4", "chokidar", "dynalite", "esbuild", "fflate", "jose", "level"],
  plan: ["@cdktf/provider-aws", "@grpc/grpc-js", "@grpc/proto-loader", "@msgpack/msgpack"],
  testing: [],
  cli: [],
  "main.ts": ["zod"],
};

/** Modules of a room that only those carry who name them, and the package that each alone may use. */
const OPT_IN: Record<string, string> = {
  "src/runtime/metrics.ts": "@aws-lambda-powertools/metrics",
  "src/runtime/tracer.ts": "@aws-lambda-powertools/tracer",
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
  if (!/^[.#]/.test(of)) return undefined;
  const base = of.startsWith("#") ? `src/${of.slice(1)}` : path.posix.join(path.posix.dirname(file), of);
  return [`${base}.ts`, `${base}/index.ts`].find((candidate) => existsSync(candidate));
}

function said({ file, of }: Import): string {
  return `${file} imports ${of}`;
}

/** Of each file those of our own that it imports. */
const GRAPH = new Map(
  FILES.map((file) => [
    file,
    IMPORTS.filter((one) => one.file === file).flatMap((one) => resolved(one) ?? []),
  ]),
);

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
    if (roomOf(file) === "functions" || OPT_IN[file] === of) return false;
    return !MAY_USE[roomOf(file)]?.some((name) => of === name || of.startsWith(`${name}/`));
  });
  expect(wrong.map(said)).toEqual([]);
});

test("only its own module imports a package that is opted into", () => {
  const wrong = IMPORTS.filter(({ file, of }) => Object.values(OPT_IN).includes(of) && OPT_IN[file] !== of);
  expect(wrong.map(said)).toEqual([]);
});

test("what ships in every function reaches no module that is opted into", () => {
  const reached = new Set(["src/runtime/index.ts"]);
  for (const file of reached) {
    for (const next of GRAPH.get(file) ?? []) reached.add(next);
  }
  expect(reached).toContain("src/runtime/handle.ts");
  expect(Object.keys(OPT_IN).filter((file) => reached.has(file))).toEqual([]);
});

test("what ships in every function imports nothing of Node", () => {
  const wrong = IMPORTS.filter(
    ({ file, of }) => ["contract", "runtime"].includes(roomOf(file)) && isBuiltin(of),
  );
  expect(wrong.map(said)).toEqual([]);
});

test("no files import each other in a circle", () => {
  expect(circle(GRAPH)).toBeUndefined();
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
