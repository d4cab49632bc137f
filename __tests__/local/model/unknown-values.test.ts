import { writeFileSync } from "node:fs";
import path from "node:path";
import { type LocalServer, type StartLocalOptions, startLocal } from "gatewright/local";
import { temporaryFolder } from "../../support";
import { send } from "../gateway/raw-http";
import { type BlockArguments, type StackDescription, writeStackFolder } from "../gateway/terraform-fixture";

/** Code of a function that returns its environment. */
const ENVIRONMENT = "exports.handler = async () => process.env;";

const running: LocalServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((local) => local.stop()));
});

async function start(options: StartLocalOptions): Promise<LocalServer> {
  const local = await startLocal(options);
  running.push(local);
  return local;
}

/** Describes a stack with the functions `list` and `other`, which return their environments. */
function describeStack(list: BlockArguments, other: BlockArguments = {}): StackDescription {
  return {
    functions: { list: { code: ENVIRONMENT, ...list }, other: { code: ENVIRONMENT, ...other } },
    routes: { "GET /list": { to: "list" }, "GET /other": { to: "other" } },
    more: {
      variable: { host: {} },
      locals: { known: { KNOWN: '${lower("ABC")}' }, unknown: { DB: "${aws_db_instance.db.address}" } },
      data: { aws_ssm_parameter: { url: { name: "url" } } },
      module: { db: { source: "./db" } },
      resource: { aws_db_instance: { db: {} } },
    },
  };
}

function variables(values: unknown): BlockArguments {
  return { environment: { variables: values } };
}

/** Writes an env file. Returns its path. */
function writeEnvFile(text: string): string {
  const file = path.join(temporaryFolder(), ".env.local");
  writeFileSync(file, text);
  return file;
}

async function environmentOf({ url }: LocalServer, line: string): Promise<Record<string, string>> {
  return JSON.parse((await send(url, line)).body);
}

const UNKNOWN_VALUES = [
  ["${aws_db_instance.db.address}", "known only to AWS"],
  ['${join(":", [aws_db_instance.db.address, "5432"])}', "known only to AWS"],
  ["postgres://${aws_db_instance.db.address}/notes", "known only to AWS"],
  ["${data.aws_ssm_parameter.url.value}", "known only to AWS"],
  ["${module.db.url}", "modules are not read"],
  ["${timestamp()}", "the function timestamp() is not evaluated"],
  ["${1 + 1}", "unsupported syntax"],
  ["${var.host}", "variable without a default"],
  ["${local.unknown.DB}", "known only to AWS"],
] as const;

test.each(UNKNOWN_VALUES)(
  "the variable %s has a placeholder, and a warning with the fix",
  async (value, reason) => {
    const dir = writeStackFolder(describeStack(variables({ DB: value, STAGE: "dev" })));
    const local = await start({ dir });
    expect(await environmentOf(local, "GET /list")).toMatchObject({
      DB: "placeholder for DB: write list.DB=value into .env.local",
      STAGE: "dev",
    });
    expect(local.notes).toEqual([
      expect.stringMatching(
        /^aws_lambda_function\.list: environment variable DB: cannot evaluate .*, so it has a placeholder\. Write its value into \.env\.local: list\.DB=value$/,
      ),
    ]);
    expect(local.notes[0]).toContain(reason);
    expect((await send(local.url, "GET /other")).status).toBe(200);
    await expect(startLocal({ dir, strict: true })).rejects.toMatchObject({
      code: "GW_NOT_EMULATED",
      errors: local.notes,
    });
  },
);

test.each([
  "DB=local",
  "list.DB=local",
  'DB=other\nlist.DB="local"',
  "\uFEFF# a comment\nexport DB='local' # dev",
])("the env file %j gives the variable a value", async (text) => {
  const dir = writeStackFolder(describeStack(variables({ DB: "${aws_db_instance.db.address}" })));
  const local = await start({ dir, envFile: writeEnvFile(text), strict: true });
  expect((await environmentOf(local, "GET /list")).DB).toBe("local");
  expect(local.notes).toEqual([]);
});

test("a line NAME=value applies to functions that have the variable, and FUNCTION.NAME=value to one function", async () => {
  const list = { ...variables({ A: "a", B: "b" }), function_name: "dev-list" };
  const dir = writeStackFolder(describeStack(list, variables({ B: "b" })));
  const envFile = writeEnvFile("A=1\nB=2\nC=3\ndev-list.B=4\nother.D=5\n");
  const local = await start({ dir, envFile });
  const [ofList, ofOther] = [
    await environmentOf(local, "GET /list"),
    await environmentOf(local, "GET /other"),
  ];
  expect(["A", "B", "C", "D"].map((name) => [ofList[name], ofOther[name]])).toEqual([
    ["1", undefined],
    ["4", "2"],
    [undefined, undefined],
    [undefined, "5"],
  ]);
});

test("a map of variables whose names are unknown takes every line of the env file", async () => {
  const dir = writeStackFolder(describeStack(variables("${merge(module.db.environment, { A = 1 })}")));
  const local = await start({ dir, envFile: writeEnvFile("DB=local\nlist.A=2\n") });
  expect(await environmentOf(local, "GET /list")).toMatchObject({ DB: "local", A: "2" });
  expect(local.notes).toEqual([
    "aws_lambda_function.list: environment: cannot evaluate ${merge(module.db.environment, { A = 1 })} (modules are not read), so its variables are not set. Write each of them into .env.local: list.NAME=value",
  ]);
});

test("an unknown value does not make the other values of a map or list unknown", async () => {
  const values = {
    MERGED: '${lookup(merge(local.known, local.unknown), "KNOWN")}',
    ELEMENT: '${element(concat([aws_db_instance.db.address], ["b"]), 1)}',
  };
  const merged = await start({
    dir: writeStackFolder(
      describeStack(variables("${merge(local.known, local.unknown)}"), variables(values)),
    ),
  });
  expect(await environmentOf(merged, "GET /list")).toMatchObject({
    KNOWN: "abc",
    DB: expect.stringContaining("placeholder"),
  });
  expect(await environmentOf(merged, "GET /other")).toMatchObject({ MERGED: "abc", ELEMENT: "b" });
  expect(merged.notes).toHaveLength(1);
});

test.each<[string, BlockArguments]>([
  ["timeout", { timeout: "${aws_db_instance.db.port}" }],
  ["memory_size", { memory_size: "${aws_db_instance.db.port}" }],
  ["reserved_concurrent_executions", { reserved_concurrent_executions: "${aws_db_instance.db.port}" }],
  ["logging_config", { logging_config: { log_group: "${aws_db_instance.db.address}" } }],
  ["tracing_config", { tracing_config: { mode: "${aws_db_instance.db.address}" } }],
])("an unknown %s has Lambda's default, and a warning", async (argument, list) => {
  const local = await start({ dir: writeStackFolder(describeStack(list)) });
  expect(await environmentOf(local, "GET /list")).toMatchObject({
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
    AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/list",
  });
  expect(local.notes).toEqual([
    expect.stringMatching(
      new RegExp(`^aws_lambda_function\\.list: ${argument}.* Until then, the default of AWS applies\\.$`),
    ),
  ]);
});

test("lines of the env file without an effect are reported", async () => {
  const envFile = writeEnvFile("lst.DB=1\n2 a=1\n");
  const local = await start({ dir: writeStackFolder(describeStack({})), envFile });
  expect(local.notes).toEqual([
    '.env.local: "2 a" is not a variable; expected NAME=value, FUNCTION.NAME=value, secret:NAME=value or parameter:NAME=value.',
    '.env.local: no function "lst"; available: list, other.',
  ]);
});

test("a line of the env file without = is reported, and the next line keeps its value", async () => {
  const lines = [
    "# comment",
    "",
    "TOKEN",
    'TEXT="one',
    "two",
    'three"',
    "  DB",
    "OTHER=`a`",
    "URL='unclosed",
    "last",
  ];
  const envFile = writeEnvFile(lines.join("\r\n"));
  const names = ["TEXT", "OTHER", "URL"].map((name) => [name, ""]);
  const local = await start({
    dir: writeStackFolder(describeStack(variables(Object.fromEntries(names)))),
    envFile,
  });
  const expected = (line: number) =>
    `.env.local:${line}: the line has no "="; expected NAME=value, FUNCTION.NAME=value, secret:NAME=value or parameter:NAME=value.`;
  expect(local.notes).toEqual([3, 7, 10].map(expected));
  expect(await environmentOf(local, "GET /list")).toMatchObject({
    TEXT: "one\ntwo\nthree",
    OTHER: "a",
    URL: "'unclosed",
  });
});

test("a reload reads the env file again, although the file did not exist at the start", async () => {
  const dir = writeStackFolder(describeStack(variables({ DB: "${aws_db_instance.db.address}" })));
  const envFile = path.join(temporaryFolder(), "values.env");
  const local = await start({ dir, envFile });
  expect(local.notes[0]).toMatch(/Write its value into values\.env: list\.DB=value$/);
  writeFileSync(envFile, "DB=later");
  await local.reload();
  expect((await environmentOf(local, "GET /list")).DB).toBe("later");
  expect(local.notes).toEqual([]);
});

test("an env file that cannot be read stops the start", async () => {
  const folder = temporaryFolder();
  const options = { dir: writeStackFolder(describeStack({})), envFile: folder };
  await expect(startLocal(options)).rejects.toThrow(`cannot read ${folder} (not a file)`);
});
