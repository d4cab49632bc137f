import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { parseSync } from "@swc/core";
import { FOLDERS, INNER_FOLDERS, OPT_IN, PACKAGES } from "./import-rules";

interface Import {
  readonly file: string;
  readonly specifier: string;
}

/** Files of the library. The files of an application, `main.ts` and `functions`, may import what they need. */
const FILES = ["src", "create/src"]
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => path.posix.join(folder, name.replaceAll(path.sep, "/"))),
  )
  .sort();

const IMPORTS: readonly Import[] = FILES.flatMap((file) => {
  const { body } = parseSync(readFileSync(file, "utf8"), { syntax: "typescript" });
  return findSpecifiers(body).map((specifier) => ({ file, specifier }));
});

/**
 * Returns the specifiers of all imports in a syntax tree: import statements, `import()`, `require()` and
 * types.
 */
function findSpecifiers(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(findSpecifiers);
  if (node === null || typeof node !== "object") return [];
  const { type, source, callee, argument } = node as Record<string, { value?: unknown; type?: string }>;
  const loads = callee?.type === "Import" || (callee?.value === "require" && callee.type === "Identifier");
  const [first] = loads ? (node as { arguments: { expression: { value?: unknown } }[] }).arguments : [];
  const specifiers = [
    source?.type === "StringLiteral" ? source.value : undefined,
    (type as unknown) === "TsImportType" ? argument?.value : undefined,
    first?.expression.value,
  ];
  return [
    ...specifiers.filter((name) => typeof name === "string"),
    ...Object.values(node).flatMap(findSpecifiers),
  ];
}

/** Returns the module that a file belongs to: a folder or a file of src, or `create`. */
function folderOf(file: string): string {
  const [first = "", second = ""] = file.split("/");
  return first === "src" ? second : first;
}

/**
 * Returns the folder inside `local`, `plan` or `constructs` that a file belongs to, such as `gateway/core`.
 * Returns the path of the file itself, such as `start.ts`, if it is in none of the folders of the table.
 */
function innerFolderOf(file: string): string {
  const inner = file.split("/").slice(2).join("/");
  const folders = Object.keys(INNER_FOLDERS[folderOf(file)] ?? {});
  return folders.find((folder) => inner.startsWith(`${folder}/`)) ?? inner;
}

type Targets = Readonly<Record<string, { readonly "gatewright-source"?: string }>>;

const MANIFEST: { readonly name: string; readonly imports: Targets; readonly exports: Targets } = JSON.parse(
  readFileSync("package.json", "utf8"),
);

/** Returns the file that an import of this project resolves to. */
function resolveImport({ file, specifier }: Import): string | undefined {
  const { name, imports, exports } = MANIFEST;
  if (specifier.startsWith("#")) return sourceFile(imports[specifier]);
  if (`${specifier}/`.startsWith(`${name}/`)) return sourceFile(exports[`.${specifier.slice(name.length)}`]);
  if (!specifier.startsWith(".")) return undefined;
  const base = path.posix.join(path.posix.dirname(file), specifier);
  return [`${base}.ts`, `${base}/index.ts`].find((candidate) => existsSync(candidate));
}

function sourceFile(target: Targets[string] | undefined): string | undefined {
  return target?.["gatewright-source"]?.slice("./".length);
}

function describeImport({ file, specifier }: Import): string {
  return `${file} imports ${specifier}`;
}

/** Files of this project that each file imports. */
const GRAPH = new Map(
  FILES.map((file) => [
    file,
    IMPORTS.filter((entry) => entry.file === file).flatMap((entry) => resolveImport(entry) ?? []),
  ]),
);

test("every import of a project file resolves to a file", () => {
  const own = IMPORTS.filter(({ specifier }) => /^(\.|#(?!cdktf|provider-aws))/.test(specifier));
  expect(own.length).toBeGreaterThan(100);
  expect(own.filter((entry) => !existsSync(resolveImport(entry) ?? "")).map(describeImport)).toEqual([]);
});

test("every folder has an import rule", () => {
  expect([...new Set(FILES.map(folderOf))].sort()).toEqual(Object.keys(FOLDERS).sort());
});

test("a folder imports only the folders that its rule allows", () => {
  const wrong = IMPORTS.filter((entry) => {
    const from = folderOf(entry.file);
    const to = folderOf(resolveImport(entry) ?? entry.file);
    return from !== to && !FOLDERS[from]?.imports.includes(to);
  });
  expect(wrong.map(describeImport)).toEqual([]);
});

/** Returns the import rules as the table in docs/architecture.md. */
function renderTable(): string {
  const code = (name: string) => `\`${name}\``;
  const rows = Object.entries(FOLDERS).map(
    ([name, { purpose, imports }]) =>
      `| ${code(name)} | ${purpose} | ${imports.map(code).join(", ") || "nothing"} |`,
  );
  return ["| folder | purpose | may import |", "| --- | --- | --- |", ...rows].join("\n");
}

test("docs/architecture.md prints the import rules", () => {
  const page = readFileSync("docs/architecture.md", "utf8");
  const [, table] = /<!-- import rules: start -->\n([\s\S]*)\n<!-- import rules: end -->/.exec(page) ?? [];
  expect(table).toBe(renderTable());
});

describe.each(Object.keys(INNER_FOLDERS))("inside src/%s", (folder) => {
  const rules = INNER_FOLDERS[folder] ?? {};
  const own = FILES.filter((file) => folderOf(file) === folder);

  test("every folder has a rule", () => {
    const inner = own
      .map(innerFolderOf)
      .filter((name) => name.includes("/") && !name.endsWith("/index.ts") && !(name in rules));
    expect(inner).toEqual([]);
    expect(Object.keys(rules).filter((name) => !own.some((file) => innerFolderOf(file) === name))).toEqual(
      [],
    );
  });

  test("a folder imports only the folders and files that its rule allows", () => {
    const wrong = IMPORTS.filter((entry) => {
      const target = resolveImport(entry);
      if (target === undefined || folderOf(entry.file) !== folder || folderOf(target) !== folder)
        return false;
      const [from, to] = [innerFolderOf(entry.file), innerFolderOf(target)];
      return from !== to && from in rules && !rules[from]?.includes(to);
    });
    expect(wrong.map(describeImport)).toEqual([]);
  });
});

test.each(["local", "plan"])("src/%s has at most four files next to its index", (folder) => {
  const files = FILES.filter((file) => path.posix.dirname(file) === `src/${folder}`);
  expect(files.filter((file) => !file.endsWith("/index.ts")).length).toBeLessThanOrEqual(4);
});

/** Files that are short on purpose, because several files import their only export. */
const SHORT_FILES = [
  "src/project-root.ts",
  "src/constructs/function/function-target.ts",
  "src/contract/issue-path.ts",
];

test("a file of src and create has at least 20 lines, unless it is an index or a declaration file", () => {
  const short = FILES.filter(
    (file) =>
      /^(src|create)\//.test(file) &&
      !/(\/index|\.d)\.ts$/.test(file) &&
      readFileSync(file, "utf8").trimEnd().split("\n").length < 20,
  );
  expect(short.filter((file) => !SHORT_FILES.includes(file))).toEqual([]);
});

test("each exported name of src is declared in only one file", () => {
  const EXPORT = /^export (?:async )?(?:function|class|interface|type|const) (\w+)/gm;
  const files = new Map<string, string[]>();
  for (const file of FILES.filter((name) => name.startsWith("src/"))) {
    for (const [, name = ""] of readFileSync(file, "utf8").matchAll(EXPORT)) {
      // An overloaded function has several declarations in one file.
      files.set(name, [...new Set([...(files.get(name) ?? []), file])]);
    }
  }
  expect(files.size).toBeGreaterThan(300);
  expect([...files].filter(([, sources]) => sources.length > 1)).toEqual([]);
});

test("only tokens.ts asks CDKTF whether a value is unresolved", () => {
  const constructs = FILES.filter((file) => file.startsWith("src/constructs/"));
  const callers = constructs.filter((file) => readFileSync(file, "utf8").includes("Token.isUnresolved"));
  expect(callers).toEqual(["src/constructs/tokens.ts"]);
});

test("the constructs have no state of the process: no registry of a module, and no working directory", () => {
  const constructs = FILES.filter((file) => file.startsWith("src/constructs/"));
  const wrong = constructs.filter((file) =>
    /^(?:export )?const \w+ = new (?:Weak)?(?:Map|Set)(?:<[^;]*>)?\(\)|static readonly #?\w+ = new|process\.(?:cwd\(|env\[)/m.test(
      readFileSync(file, "utf8"),
    ),
  );
  expect(constructs.length).toBeGreaterThan(40);
  expect(wrong).toEqual([]);
});

test("only the command npx gatewright start changes a flag of V8, which applies to the whole process", () => {
  const callers = FILES.filter((file) =>
    /\b(?:disableLoopUnrolling|setFlagsFromString)\(/.test(readFileSync(file, "utf8")),
  );
  expect(callers).toEqual(["src/cli/start.ts", "src/local/lambda/v8-flags.ts"]);
});

test.each<[string, RegExp, string, string[]]>([
  // A test runner such as Jest loads a CommonJS file, but not a package that this file imports with import().
  ["an import() of a package", /(?<!typeof )\bimport\("/, "src/", []],
  // JavaScript can need exponential time for a pattern from outside. The patterns of these files contain only
  // names and escaped paths. The constructs and the contract only compile a pattern, and match nothing with it. The
  // local gateway uses RE2 for the patterns of models, and JavaScript only for those with a lookaround.
  [
    "a regular expression that is built at run time",
    /\bRegExp\(/,
    "src/",
    [
      "src/bundle/contract-plugin.ts",
      "src/constructs/api/rest/regular-expression.ts",
      "src/contract/draft4-pattern.ts",
      "src/local/model/model-pattern.ts",
      "src/plan/review/findings/finding-rule.ts",
      "src/plan/schema/binding-declarations.ts",
      "src/terraform/expression.ts",
    ],
  ],
  // Durations use performance.now(). The time of day can go back or jump, so it is for times that a caller sees.
  [
    "the time of day",
    /\bDate\.now\b/,
    "src/local/",
    [
      "src/local/authorizers/authorizer.ts",
      "src/local/authorizers/connection-caller.ts",
      "src/local/authorizers/rest-authorizer.ts",
      "src/local/authorizers/web-socket-authorizer.ts",
      "src/local/dev/dev-server.ts",
      "src/local/gateway/core/key-usage.ts",
      "src/local/gateway/websocket-api/gateway.ts",
      "src/local/http/read-request.ts",
      "src/local/http/request-listener.ts",
      "src/local/invoke/http-event.ts",
      "src/local/invoke/sample-event.ts",
      "src/local/invoke/web-socket-event.ts",
      "src/local/issuer/issuer.ts",
      "src/local/stack-server.ts",
    ],
  ],
  ["the local account ID", /\b123456789012\b/, "src/", ["src/aws/local-account.ts"]],
  ["a check of the kind of an authorizer or of an integration", /\binstanceof\b/, "src/constructs/api/", []],
  ["a check of the name of an error", /\.name [!=]== "\w*Error"/, "src/", []],
])("%s is only in the files that may have it", (_, pattern, folder, allowed) => {
  const found = FILES.filter(
    (file) => file.startsWith(folder) && pattern.test(removeComments(readFileSync(file, "utf8"))),
  );
  expect(found).toEqual(allowed);
});

function removeComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}

test("no regular expression has more than 120 characters", () => {
  const long = FILES.flatMap((file) =>
    findPatterns(parseSync(readFileSync(file, "utf8"), { syntax: "typescript" }))
      .filter((pattern) => pattern.length > 120)
      .map((pattern) => `${file}: ${pattern}`),
  );
  expect(long).toEqual([]);
});

/** Returns the patterns of the regular expressions in a syntax tree. */
function findPatterns(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(findPatterns);
  if (node === null || typeof node !== "object") return [];
  const { type, pattern } = node as { readonly type?: string; readonly pattern?: string };
  const own = type === "RegExpLiteral" && pattern !== undefined ? [pattern] : [];
  return [...own, ...Object.values(node).flatMap(findPatterns)];
}

test.each(["local/lambda", "bundle/cache", "plan/schema"])(
  "the folder %s exports at most three values, and other folders import only its index",
  (folder) => {
    const index = readFileSync(`src/${folder}/index.ts`, "utf8");
    const names = [...index.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, list = ""]) => list.split(","));
    const values = names
      .map((name) => name.trim())
      .filter((name) => name !== "" && !name.startsWith("type "));
    expect(values.length).toBeLessThanOrEqual(3);
    expect(values.length).toBeGreaterThan(0);
    const below = IMPORTS.filter((entry) => {
      const target = resolveImport(entry);
      const isInside = entry.file.startsWith(`src/${folder}/`);
      return !isInside && target?.startsWith(`src/${folder}/`) && !target.endsWith("/index.ts");
    });
    expect(below.map(describeImport)).toEqual([]);
  },
);

test("a limit of AWS is defined in the files of quotas in src/aws only", () => {
  const limits = FILES.filter((file) => !/^src\/aws\/(web-socket-)?quotas\.ts$/.test(file)).flatMap((file) =>
    [
      ...readFileSync(file, "utf8").matchAll(
        /^(?:export )?const (MAX_[A-Z_]*|[A-Z_]*(?:LIMIT|QUOTA)[A-Z_]*|[A-Z_]*_BYTES) =/gm,
      ),
    ].map(([, name]) => `${file}: ${name}`),
  );
  expect(limits).toEqual(OWN_LIMITS);
});

/** Limits that this project sets for itself, and sizes in file formats and protocols. */
const OWN_LIMITS = [
  "src/bundle/cache/cache-file.ts: CHECKSUM_BYTES",
  "src/bundle/cache/cache-file.ts: MAX_UNUSED_MS",
  "src/cli/start.ts: MAX_PRINTED_KEYS",
  "src/constructs/api/rest/validate-parts.ts: MAX_REFERENCES",
  "src/constructs/nearest-name.ts: MAX_SHARE_OF_OTHER_START",
  "src/constructs/synth-error.ts: MAX_TEXT_LENGTH",
  "src/constructs/validation.ts: MAX_VALUE_LENGTH",
  "src/constructs/validation.ts: MAX_FILE_NAME",
  "src/contract/client.ts: MAX_RETRY_DELAY_MS",
  "src/contract/header-names.ts: MAX_STORED_NAMES",
  "src/contract/message-queue.ts: MAX_WAITING",
  "src/contract/message-queue.ts: MAX_BUFFERED_BYTES",
  "src/contract/option-rules.ts: MAX_TIMER_MS",
  "src/contract/schema-transforms.ts: MAX_SEARCHED_OBJECTS",
  "src/contract/socket-frames.ts: MAX_QUOTED_LENGTH",
  "src/contract/validate-messages.ts: MAX_EVENT_LENGTH",
  "src/local/dev/key-changes.ts: MAX_ADDED_KEYS",
  "src/local/gateway/core/request-record.ts: MAX_PROBLEM_LENGTH",
  "src/local/gateway/rest-api/response-cache.ts: MAX_CACHED_BYTES",
  "src/local/gateway/websocket-api/connection.ts: MAX_PENDING_MESSAGES",
  "src/local/http/client-socket.ts: MAX_BUFFERED_BYTES",
  "src/local/http/frame-headers.ts: MASK_BYTES",
  "src/local/http/http-api-format.ts: MAX_HEADER_NAMES",
  "src/local/lambda/function-scheduler.ts: MAX_ENVIRONMENTS",
  "src/local/lambda/memory-watch.ts: ALARM_BYTES",
  "src/local/lambda/output-backpressure.ts: MAX_UNREAD_CHARACTERS",
  "src/local/lambda/shared-call-counter.ts: MAX_COUNT",
  "src/local/lambda/worker/response-stream.ts: WINDOW_BYTES",
  "src/local/lambda/worker/response-stream.ts: CHUNK_BYTES",
  "src/local/log-history.ts: MAX_ENTRIES",
  "src/local/log-history.ts: MAX_CHARACTERS",
  "src/local/model/local-api-keys.ts: MAX_LISTED_NAMES",
  "src/local/model/zip-archive.ts: END_BYTES",
  "src/local/model/zip-archive.ts: ENTRY_BYTES",
  "src/local/model/zip-archive.ts: LOCAL_HEADER_BYTES",
  "src/local/model/zip-archive.ts: COMMENT_BYTES",
  "src/plan/provider/other/placeholder.ts: MAX_PLACEHOLDER_ITEMS",
  "src/plan/review/breaking-changes.ts: MAX_OPERATIONS",
  "src/plan/review/code-changes.ts: MAX_CODE_ONLY_LINES",
  "src/plan/review/difference-lines.ts: MAX_NEW_ARGUMENTS",
  "src/plan/review/findings/gateway-responses.ts: MAX_NAMES",
  "src/plan/review/format-value.ts: MAX_LENGTH",
  "src/runtime/redact.ts: MAX_DEPTH",
  "src/runtime/validate-texts.ts: MAX_STORED_KINDS",
  "src/runtime/validate-texts.ts: MAX_SINGLE_PROBES",
  "src/synth/cut-long-lines.ts: MAX_LINE_LENGTH",
  "src/template/budget.ts: MAX_STEPS",
  "src/template/budget.ts: MAX_TEXT_LENGTH",
  "src/template/budget.ts: MAX_DEPTH",
  "src/template/cursor.ts: MAX_NESTING",
  "src/template/cursor.ts: MAX_PROBLEMS",
  "src/template/java-regex.ts: MAX_COMPILED",
  "src/template/json-path.ts: MAX_PARSED_PATHS",
  "src/template/operators.ts: MAX_INTEGER",
  "src/template/parse-json.ts: MAX_DIGITS",
  "src/template/parse-json.ts: MAX_JSON_DEPTH",
  "src/template/renderer.ts: MAX_MACRO_DEPTH",
  "src/terraform/parsed-stack.ts: MAX_DEPTH",
];

test("a route key is parsed by src/aws/route-key.ts only", () => {
  const split = FILES.filter((file) => {
    if (file === "src/aws/route-key.ts") return false;
    const source = readFileSync(file, "utf8");
    const splitsKey = /\b(routeK|k)ey(\.text)?\.(split|indexOf|match|slice)\(/.test(source);
    const splitsAtSpace = /\.(split|indexOf)\(" "\)/.test(source);
    return splitsKey || (splitsAtSpace && !SPACE_SEPARATED.includes(file));
  });
  expect(split).toEqual([]);
});

/** Files that split other texts at spaces: the scopes and the groups of a token. */
const SPACE_SEPARATED = ["src/local/authorizers/jwt-claims.ts", "src/runtime/read-request.ts"];

test("another folder is imported by its name, and a file of the same folder by its path", () => {
  const wrong = IMPORTS.filter((entry) => {
    const target = resolveImport(entry);
    if (target === undefined) return false;
    return entry.specifier.startsWith(folderOf(entry.file) === folderOf(target) ? "#" : ".");
  });
  expect(wrong.map(describeImport)).toEqual([]);
});

test("at most five test files import a file of src that is not the index of its folder", () => {
  const tests = readdirSync("__tests__", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => path.posix.join("__tests__", name.replaceAll(path.sep, "/")));
  const below = tests.filter((file) => {
    const { body } = parseSync(readFileSync(file, "utf8"), { syntax: "typescript" });
    return findSpecifiers(body).some((specifier) => {
      const target = resolveImport({ file, specifier });
      if (target === undefined || !specifier.startsWith(".") || !target.startsWith("src/")) return false;
      // src/cli has no index file, because each command is an entry point.
      if (target.startsWith("src/cli/")) return false;
      return path.posix.basename(target) !== "index.ts";
    });
  });
  expect(tests.length).toBeGreaterThan(100);
  expect(below.length).toBeLessThanOrEqual(5);
});

test("only one file imports CDKTF and its bindings", () => {
  const cdktf = IMPORTS.filter(({ specifier }) => /^(#cdktf|#provider-aws|constructs)(\/|$)/.test(specifier));
  expect([...new Set(cdktf.map(({ file }) => file))]).toEqual(["src/constructs/cdktf.ts"]);
});

test("a folder uses only the packages that its rule allows", () => {
  const wrong = IMPORTS.filter(({ file, specifier }) => {
    if (/^[.#]/.test(specifier) || isBuiltin(specifier)) return false;
    if (file === "src/constructs/cdktf.ts") return false;
    if (OPT_IN[file] === specifier) return false;
    return !PACKAGES[folderOf(file)]?.some((name) => specifier === name || specifier.startsWith(`${name}/`));
  });
  expect(wrong.map(describeImport)).toEqual([]);
});

test("an opt-in package is imported only by its own module", () => {
  const wrong = IMPORTS.filter(
    ({ file, specifier }) => Object.values(OPT_IN).includes(specifier) && OPT_IN[file] !== specifier,
  );
  expect(wrong.map(describeImport)).toEqual([]);
});

/** Returns a file and every file that it imports directly or indirectly. */
function reach(file: string): ReadonlySet<string> {
  const reached = new Set([file]);
  for (const each of reached) {
    for (const next of GRAPH.get(each) ?? []) reached.add(next);
  }
  return reached;
}

test("the runtime does not import an opt-in module", () => {
  const reached = reach("src/runtime/index.ts");
  expect(reached).toContain("src/runtime/handle.ts");
  expect(Object.keys(OPT_IN).filter((file) => reached.has(file))).toEqual([]);
});

test("library code in every Lambda function imports no module of Node", () => {
  const entries = ["src/runtime/index.ts", "src/runtime/websocket/index.ts", "src/contract/index.ts"];
  const shipped = new Set(entries.flatMap((entry) => [...reach(entry)]));
  expect(shipped).toContain("src/aws/route-key.ts");
  expect(shipped).toContain("src/aws/web-socket-quotas.ts");
  const wrong = IMPORTS.filter(({ file, specifier }) => shipped.has(file) && isBuiltin(specifier));
  expect(wrong.map(describeImport)).toEqual([]);
});

test("files have no circular imports", () => {
  expect(findCycle(GRAPH)).toBeUndefined();
});

test("folders have no circular imports", () => {
  const folders = new Map<string, string[]>();
  const nameOf = (file: string) => `${folderOf(file)}/${innerFolderOf(file)}`;
  for (const [file, targets] of GRAPH) {
    const from = path.posix.basename(file) === "index.ts" ? file : nameOf(file);
    folders.set(from, [...(folders.get(from) ?? []), ...targets.map(nameOf).filter((to) => to !== from)]);
  }
  expect(findCycle(folders)).toBeUndefined();
});

/** Returns a cycle in a graph, as a path that ends with its first node. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (node: string, trail: readonly string[]): string[] | undefined => {
    if (trail.includes(node)) return [...trail.slice(trail.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next, [...trail, node]);
      if (cycle) return cycle;
    }
    done.add(node);
    return undefined;
  };
  return [...graph.keys()].map((node) => visit(node, [])).find((cycle) => cycle !== undefined);
}

test("findSpecifiers finds every kind of import", () => {
  const code =
    'import "a"; export * from "b"; type T = import("c").T; const x = () => import("d"); require("e");';
  expect(findSpecifiers(parseSync(code, { syntax: "typescript" }).body).sort()).toEqual([
    "a",
    "b",
    "c",
    "d",
    "e",
  ]);
});

test("findCycle finds a cycle", () => {
  const graph = new Map([
    ["a", ["b"]],
    ["b", ["c"]],
    ["c", ["b"]],
  ]);
  expect(findCycle(graph)).toEqual(["b", "c", "b"]);
});
