import inspector from "node:inspector";
import path from "node:path";
import {
  DevServer,
  type LocalServer,
  type LogEntry,
  readOrCreateKey,
  startLocal,
  tokenKeyFile,
} from "#local";
import { synthesize } from "#synth";
import { listRoutes, type RouteSummary, type SynthesizedStack } from "#terraform";
import { chooseStack } from "./choose-stack";
import { parseArguments, runCommand, UsageError } from "./command";
import { formatLog } from "./format-log";
import { formatTable } from "./table";

const USAGE = `npm start -- [stack] [--port 3000] [--dir cdktf.out/stacks/products-dev] [--data DIR] [--host 127.0.0.1] [--inspect]`;

const OPTIONS = {
  port: { type: "string", default: "3000" },
  dir: { type: "string" },
  data: { type: "string" },
  host: { type: "string", default: "127.0.0.1" },
  inspect: { type: "boolean", default: false },
} as const;

/** `npm start`: synthesizes, then serves what was synthesized, and follows the project's files. */
runCommand(USAGE, async () => {
  const { values, positionals } = parseArguments({ options: OPTIONS }, USAGE);
  const port = parsePort(values.port);
  const dataFolder = values.data === undefined ? undefined : path.resolve(values.data);
  const chosen = await chooseStack({ name: positionals[0], dir: values.dir });
  if (!chosen) return false;
  if (values.inspect) inspector.open(9229, "127.0.0.1");
  const local = await startLocal({
    dir: chosen.dir,
    port,
    host: values.host,
    dataDir: dataFolder,
    inspect: values.inspect,
    key: await readOrCreateKey(tokenKeyFile(process.cwd())),
    onLog: printLog,
  });
  console.log(formatBanner(chosen, local, values.dir === undefined ? chosen.name : `--dir ${values.dir}`));
  const workshop = values.dir === undefined ? await watchProject(chosen, local, dataFolder) : undefined;
  stopOnSignal(async () => {
    await workshop?.stop();
    await local.stop();
    inspector.close();
  });
  return true;
});

/** @throws UsageError for what is no port */
function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port must be a number up to 65535, found "${text}"\n${USAGE}`);
}

function printLog(line: LogEntry): void {
  const text = formatLog(line);
  if (text !== undefined) console.log(text);
}

async function watchProject(
  { dir }: SynthesizedStack,
  local: LocalServer,
  dataFolder?: string,
): Promise<DevServer> {
  const project = process.cwd();
  const workshop = new DevServer({
    project,
    dir,
    dataDir: dataFolder,
    local,
    synthesize: async (signal) => (await synthesize(project, { signal })) !== undefined,
    onMessage: (text) => console.log(text),
  });
  await workshop.whenWatching();
  return workshop;
}

/**
 * What is served, and where; who may call what; how to get a token.
 * @param which names the stack to a command
 */
function formatBanner(from: SynthesizedStack, local: LocalServer, which: string): string {
  const routes = listRoutes(from);
  const [scope] = routes.flatMap(({ scopes }) => scopes);
  return [
    "",
    ...[...local.urls].map(
      ([address, url]) => `${from.name}: ${address} at ${url.replace("127.0.0.1", "localhost")}`,
    ),
    "",
    ...formatTable([["route", "access", "target"], ...routes.map(routeRow)]).map((line) => `  ${line}`),
    "",
    ...(scope === undefined ? [] : [`  a token: npm run --silent token -- ${which} --scope ${scope}`]),
    `  DynamoDB at ${local.dynamoDbEndpoint}`,
    ...local.warnings.map((note) => `  not here: ${note}`),
    "",
  ].join("\n");
}

function routeRow({ key, access, target }: RouteSummary): string[] {
  return [key, access, target];
}

/** The first signal ends it in order, the next one at once. */
function stopOnSignal(stop: () => Promise<void>): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => void stop());
}
