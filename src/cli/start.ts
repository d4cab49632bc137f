import { existsSync } from "node:fs";
import inspector from "node:inspector";
import { createRequire } from "node:module";
import path from "node:path";
import type { DevServer, LocalServer, LogEntry, RequestTrace } from "#local";
import { escapeLine } from "#printable";
import { DevOutput, outputDir } from "#synth";
import {
  listRoutes,
  listSocketTokens,
  type RouteSummary,
  resolveStack,
  type SynthesizedStack,
} from "#terraform";
import { chooseStack, firstApi } from "./choose-stack";
import { type Command, type CommandArguments, defineCommand, parseNumber, print } from "./command";
import { displayedCommandLine, quote } from "./command-line";
import { formatConnectCommand } from "./connect-command";
import { ENV_FILE_HELP, resolveEnvFile } from "./env-file";
import { formatLog } from "./format-log";
import { formatTable } from "./format-table";
import { formatTrace } from "./format-trace";
import type { Help } from "./help";
import { routeRows } from "./route-table";
import { TraceFile } from "./trace-file";
import { RepeatedWarnings } from "./warnings";

const HELP: Help = {
  usage: ["[stack] [options]"],
  summary: "Synthesizes the project, serves one stack locally, and rebuilds it when a file changes.",
  options: [
    ["stack", "Name of the stack. Default: the first stack with an API."],
    [
      "--port N",
      "Port of the first API; other APIs get the ports after it. 0 selects free ports. Default: the variable PORT, or 3000.",
    ],
    ["--host ADDRESS", "Address to bind. Default: 127.0.0.1, which only this computer can reach."],
    ["--dir PATH", "Serve an existing folder of Terraform JSON and zips, without rebuilds. Default: none."],
    ["--data DIR", "Folder in which tables keep their items. Default: in memory; items are lost at exit."],
    ENV_FILE_HELP,
    [
      "--strict",
      "Stop the start if a part of the stack is not emulated. Default: off; routes that need it respond with 501.",
    ],
    [
      "--trace",
      "Print the durations of the parts of each request, such as cold starts and calls to AWS services. Default: off.",
    ],
    [
      "--trace-file FILE",
      "File to which these durations are appended, as one JSON object per request. Default: none.",
    ],
    ["--inspect", "Accept a debugger on 127.0.0.1:9229, and disable function timeouts. Default: off."],
  ],
};

const OPTIONS = {
  port: { type: "string" },
  dir: { type: "string" },
  data: { type: "string" },
  host: { type: "string", default: "127.0.0.1" },
  "env-file": { type: "string" },
  strict: { type: "boolean", default: false },
  trace: { type: "boolean", default: false },
  "trace-file": { type: "string" },
  inspect: { type: "boolean", default: false },
} as const;

/** Ports of TCP. 0 selects a free port. */
const PORTS = { min: 0, max: 65_535, isWhole: true } as const;

/** Command `gatewright start`: synthesizes the project, serves a stack, and watches the project's files. */
export const startCommand: Command = defineCommand({
  help: HELP,
  options: OPTIONS,
  maxPositionals: 1,
  async run({ values, positionals, ...context }) {
    const port = selectPort(values.port, context.commandLine);
    const dataDir = values.data === undefined ? undefined : path.resolve(values.data);
    const envFile = resolveEnvFile(values["env-file"], context);
    const traceFile = openTraceFile(values["trace-file"], context);
    const output = values.dir === undefined ? new DevOutput(context.project, { stubCode: true }) : undefined;
    const synthesis = new AbortController();
    const choosing = chooseStack({ name: positionals[0], dir: values.dir }, firstApi, context, async () =>
      (await output?.synthesize(synthesis.signal)) ? output?.path : undefined,
    );
    // The error is thrown below, where the stack is awaited. Until then, it must not end the process.
    choosing.catch(() => {});
    const { disableLoopUnrolling, readOrCreateKey, requireFreePort, startLocal, tokenKeyFile } =
      loadLocalModule();
    await requireFreePort(values.host, port).catch(async (error) => {
      synthesis.abort();
      await choosing.catch(() => {});
      throw error;
    });
    const warnings = new RepeatedWarnings();
    const devServer = output && createDevServer(output, context, { envFile, dataDir, traceFile, warnings });
    const start = async () => {
      const stack = await choosing;
      if (!stack) return undefined;
      if (values.inspect) openDebugger();
      disableLoopUnrolling();
      const devBundles = devServer?.build(stack.dir);
      // startLocal() awaits the bundles and throws their error. If startLocal() fails before it awaits them, this
      // handler prevents an unhandled rejection.
      devBundles?.catch(() => {});
      const local = await startLocal({
        dir: stack.dir,
        port,
        host: values.host,
        dataDir,
        inspect: values.inspect,
        strict: values.strict,
        envFile,
        key: await readOrCreateKey(tokenKeyFile(context.project)),
        onLog: printLog,
        onTrace: createTraceListener(values.trace, traceFile),
        devBundles,
      });
      if (local.urls.size === 0) {
        await local.stop();
        throw noApi(stack, local);
      }
      return { stack, local };
    };
    const started = await start().catch(async (error) => {
      await devServer?.stop();
      throw error;
    });
    if (!started) {
      await devServer?.stop();
      return false;
    }
    const { stack, local } = started;
    await devServer?.serve(local);
    print(
      formatBanner(stack, local, {
        stackArguments: values.dir === undefined ? [stack.name] : [],
        folderArguments: folderArguments(values),
        canCheckTypes: output !== undefined && canCheckTypes(context.project),
        warnings: warnings.select(stack),
      }),
    );
    stopOnSignal(async () => {
      await devServer?.stop();
      await local.stop();
      output?.remove();
      inspector.close();
    });
    return true;
  },
});

/** Loads the code of the local gateway. Loading is slow, so it happens while the app is synthesized. */
function loadLocalModule(): typeof import("#local") {
  return require("#local");
}

/** Returns the error for a stack without an API. */
function noApi({ name }: SynthesizedStack, { warnings }: LocalServer): Error {
  const { LocalError } = loadLocalModule();
  const fix = `To run one of its functions, write: ${displayedCommandLine("invoke")} FUNCTION`;
  return new LocalError([
    `${name} has no API to serve. ${fix}`,
    ...warnings.map((warning) => `not emulated: ${warning}`),
  ]);
}

/**
 * Returns the port of the first API: the value of `--port`, or else of the environment variable `PORT`, or else 3000.
 * @throws UsageError unless it is a whole number from 0 to 65535
 */
function selectPort(option: string | undefined, commandLine: string): number {
  const { PORT } = process.env;
  const [name, text] = option === undefined && PORT ? ["PORT", PORT] : ["--port", option ?? "3000"];
  return parseNumber(name, text, PORTS, commandLine);
}

/** Default port of the Node inspector, to which debuggers connect. */
const DEBUGGER_PORT = 9229;

/**
 * Opens the port for a debugger.
 * @throws LocalError if the port is in use. In this case `inspector.open` does not throw, but only prints a
 * message
 */
function openDebugger(): void {
  inspector.open(DEBUGGER_PORT, "127.0.0.1");
  if (inspector.url() !== undefined) return;
  const { LocalError } = loadLocalModule();
  throw new LocalError([
    `debugger port ${DEBUGGER_PORT} is in use. Stop the process that uses it, or start without --inspect.`,
  ]);
}

function printLog(entry: LogEntry): void {
  const text = formatLog(entry);
  if (text !== undefined) print(text);
}

/** Opens the file of `--trace-file`. @throws UsageError if the file cannot be written */
function openTraceFile(
  file: string | undefined,
  { commandLine }: Pick<CommandArguments, "commandLine">,
): TraceFile | undefined {
  return file === undefined ? undefined : new TraceFile(file, commandLine);
}

/** Returns the function that receives the traces of requests, or `undefined` if requests are not traced. */
function createTraceListener(
  isPrinted: boolean,
  file: TraceFile | undefined,
): ((trace: RequestTrace) => void) | undefined {
  if (!isPrinted && !file) return undefined;
  return (trace) => {
    if (isPrinted) print(formatTrace(trace));
    file?.write(trace);
  };
}

interface DevServerParts {
  readonly envFile: string;
  readonly dataDir?: string;
  readonly traceFile?: TraceFile;
  readonly warnings: RepeatedWarnings;
}

function createDevServer(
  output: DevOutput,
  { project }: Pick<CommandArguments, "project">,
  { envFile, dataDir, traceFile, warnings }: DevServerParts,
): DevServer {
  const { DevServer } = loadLocalModule();
  return new DevServer({
    project,
    since: performance.timeOrigin,
    watchedFiles: [envFile],
    ignoredPaths: [outputDir(project), dataDir, traceFile?.path].filter((name) => name !== undefined),
    synthesize: async (signal) => {
      const isSynthesized = await output.synthesize(signal);
      if (isSynthesized) for (const warning of warnings.readNew()) print(warning);
      return isSynthesized;
    },
    onMessage: (text) => print(text),
  });
}

/** Returns true if a project has settings of TypeScript, and TypeScript is installed. */
function canCheckTypes(project: string): boolean {
  if (!existsSync(path.join(project, "tsconfig.json"))) return false;
  try {
    createRequire(path.join(project, "package.json")).resolve("typescript/package.json");
    return true;
  } catch {
    return false;
  }
}

/** Parts of the banner that depend on the command line and on the project. */
interface BannerOptions {
  /** Arguments that select the same stack in `gatewright token`: its name. Empty if the folder has one stack. */
  readonly stackArguments: readonly string[];
  /** Arguments that select the same folder in other commands: `--dir PATH`, `--project DIR`, or none. */
  readonly folderArguments: readonly string[];
  /** Prints the command that checks the types. esbuild and tsx only remove them. */
  readonly canCheckTypes: boolean;
  /** Warnings of the checks of the stack, one per line. */
  readonly warnings: readonly string[];
}

function folderArguments({ dir, project }: { readonly dir?: string; readonly project?: string }): string[] {
  if (dir !== undefined) return ["--dir", quote(dir)];
  return project === undefined ? [] : ["--project", quote(project)];
}

/**
 * Formats the lines that are printed when the local gateway has started: URLs, routes with their access, the
 * commands that get a token and check the types, and warnings.
 */
function formatBanner(stack: SynthesizedStack, local: LocalServer, options: BannerOptions): string {
  const token = [displayedCommandLine("token"), ...options.stackArguments, ...options.folderArguments].join(
    " ",
  );
  const key = [displayedCommandLine("key"), ...options.folderArguments].join(" ");
  const resolved = resolveStack(stack);
  // Routes of APIs that are not emulated are listed with these APIs.
  const routes = listRoutes(resolved).filter(({ api, apiType }) => local.urls.has(`${apiType}.${api}`));
  const pools = stack.stack.ofType("aws_cognito_user_pool");
  const tokenOptions = pools.length > 0 ? findTokenOptions(routes) : [];
  const sockets = listSocketTokens(resolved).filter(({ api }) => local.urls.has(api));
  return [
    "",
    ...[...local.urls].map(([address, url]) => `${stack.name}: ${address} at ${displayUrl(url)}`),
    "",
    ...formatTable(routeRows(routes)).map((line) => `  ${line}`),
    "",
    ...tokenOptions.map(
      (option) => `  get ${option === "--id" ? "an ID token" : "a token"}: ${token} ${option}`,
    ),
    ...sockets.map((socket) => {
      const url = displayUrl(local.urls.get(socket.api) ?? "");
      return `  connect: ${formatConnectCommand(socket, url, token, pools.length > 1)}`;
    }),
    ...keyLines(stack, key),
    ...(options.canCheckTypes ? ["  check types: npx tsc --noEmit --watch (start does not check them)"] : []),
    `  DynamoDB at ${local.dynamoDbEndpoint}`,
    ...local.warnings.map((warning) => `  not emulated: ${escapeLine(warning)}`),
    ...local.notes.map((note) => `  warning: ${escapeLine(note)}`),
    ...options.warnings.map((warning) => `  ${escapeLine(warning)}`),
    "",
  ].join("\n");
}

function displayUrl(url: string): string {
  return url.replace("127.0.0.1", "localhost");
}

/** Maximum number of API keys in the banner. */
const MAX_PRINTED_KEYS = 5;

/**
 * Returns a line for each API key, with its local value.
 * @param command command line of `gatewright key`, up to the name of the key
 */
function keyLines(stack: SynthesizedStack, command: string): readonly string[] {
  const { describeApiKey, readLocalApiKeys } = loadLocalModule();
  const keys = readLocalApiKeys(stack);
  const hidden = keys.length - MAX_PRINTED_KEYS;
  const lines = keys.slice(0, MAX_PRINTED_KEYS).map((key) => `  ${describeApiKey(key)}`);
  return hidden > 0 ? [...lines, `  ${hidden} more API keys; get one: ${command} NAME`] : lines;
}

/** Returns the options of `gatewright token` that create an access token and an ID token for routes that need them. */
function findTokenOptions(routes: readonly RouteSummary[]): readonly string[] {
  const [scope] = routes.flatMap(({ scopes }) => scopes);
  const needsId = routes.some(({ access }) => access.includes(": ID token"));
  return [...(scope === undefined ? [] : [`--scope ${quote(scope)}`]), ...(needsId ? ["--id"] : [])];
}

/** Stops cleanly on the first signal. A second signal ends the process immediately. */
function stopOnSignal(stop: () => Promise<void>): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => void stop());
}
