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

/** The packages from outside that a room is for; Node's own modules are free to all but those that ship. */
const MAY_USE: Record<string, readonly string[]> = {
  contract: ["@standard-schema/spec"],
  runtime: ["@standard-schema/spec", "aws-lambda"],
  bundle: ["esbuild", "fflate"],
  constructs: [],
  terraform: [],
  testing: [],
  cli: [],
  functions: ["@aws-sdk/client-dynamodb", "@aws-sdk/lib-dynamodb", "zod"],
  "main.ts": [],
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
  return body.flatMap((item) => {
    const source = "source" in item ? item.source : undefined;
    return source && typeof source === "object" && "value" in source
      ? [{ file, of: String(source.value) }]
      : [];
  });
});

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
