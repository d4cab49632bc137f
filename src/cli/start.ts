import inspector from "node:inspector";
import path from "node:path";
import { keyInFile, type Local, type LocalLine, startLocal, tokenKeyFile, Workshop } from "#local";
import { synthesize } from "#synth";
import { type DeployedRoute, deployedRoutes, type StackFolder } from "#terraform";
import { chooseStack } from "./choose-stack";
import { argumentsOf, command, UsageError } from "./command";
import { shownLine } from "./format-log";
import { table } from "./table";

const USAGE = `npm start -- [stack] [--port 3000] [--dir cdktf.out/stacks/products-dev] [--data DIR] [--host 127.0.0.1] [--inspect]`;

const OPTIONS = {
  port: { type: "string", default: "3000" },
  dir: { type: "string" },
  data: { type: "string" },
  host: { type: "string", default: "127.0.0.1" },
  inspect: { type: "boolean", default: false },
} as const;

/** `npm start`: synthesizes, then serves what was synthesized, and follows the project's files. */
command(USAGE, async () => {
  const { values, positionals } = argumentsOf({ options: OPTIONS }, USAGE);
  const port = portOf(values.port);
  const dataFolder = values.data === undefined ? undefined : path.resolve(values.data);
  const chosen = await chooseStack({ name: positionals[0], dir: values.dir });
  if (!chosen) return false;
  if (values.inspect) inspector.open(9229, "127.0.0.1");
  const local = await startLocal({
    dir: chosen.folder,
    port,
    host: values.host,
    dataFolder,
    inspect: values.inspect,
    key: await keyInFile(tokenKeyFile(process.cwd())),
    onLine: show,
  });
  console.log(greeting(chosen, local, values.dir === undefined ? chosen.name : `--dir ${values.dir}`));
  const workshop = values.dir === undefined ? await follow(chosen, local, dataFolder) : undefined;
  stopOnSignal(async () => {
    await workshop?.stop();
    await local.stop();
    inspector.close();
  });
  return true;
});

/** @throws UsageError for what is no port */
function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port must be a number up to 65535, found "${text}"\n${USAGE}`);
}

function show(line: LocalLine): void {
  const text = shownLine(line);
  if (text !== undefined) console.log(text);
}

async function follow({ folder }: StackFolder, local: Local, dataFolder?: string): Promise<Workshop> {
  const project = process.cwd();
  const workshop = new Workshop({
    project,
    dir: folder,
    dataFolder,
    local,
    synthesize: async (signal) => (await synthesize(project, { signal })) !== undefined,
    say: (text) => console.log(text),
  });
  await workshop.ready();
  return workshop;
}

/**
 * What is served, and where; who may call what; how to get a token.
 * @param which names the stack to a command
 */
function greeting(from: StackFolder, local: Local, which: string): string {
  const routes = deployedRoutes(from);
  const [scope] = routes.flatMap(({ scopes }) => scopes);
  return [
    "",
    ...[...local.urls].map(
      ([address, url]) => `${from.name}: ${address} at ${url.replace("127.0.0.1", "localhost")}`,
    ),
    "",
    ...table([["route", "who may call", "answered by"], ...routes.map(row)]).map((line) => `  ${line}`),
    "",
    ...(scope === undefined ? [] : [`  a token: npm run --silent token -- ${which} --scope ${scope}`]),
    `  DynamoDB at ${local.dynamoDbEndpoint}`,
    ...local.notes.map((note) => `  not here: ${note}`),
    "",
  ].join("\n");
}

function row({ key, callers, target }: DeployedRoute): string[] {
  return [key, callers, target];
}

/** The first signal ends it in order, the next one at once. */
function stopOnSignal(stop: () => Promise<void>): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => void stop());
}
