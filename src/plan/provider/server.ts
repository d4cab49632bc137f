import { createServer, type Socket } from "node:net";
import path from "node:path";
import {
  loadPackageDefinition,
  Server,
  ServerCredentials,
  type ServiceClientConstructor,
  type ServiceDefinition,
  status,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { Provider, type Schemas } from "./provider";

export interface RunningProvider {
  stop(): Promise<void>;
}

/**
 * Listens for terraform. Terraform has a provider of its own for every `provider` block, and would start a process for
 * each; to one that is listening already it opens a connection for each, so a connection is a provider here.
 *
 * @param socket the path of a Unix socket that is not there yet
 * @param schemas read while terraform starts, rather than while it waits for an answer
 */
export async function serveProvider(socket: string, schemas: () => Schemas): Promise<RunningProvider> {
  let read: Schemas | undefined;
  const known = () => {
    read ??= schemas();
    return read;
  };
  const connections = new Set<Socket>();
  const listener = createServer((connection) => {
    const server = providerServer(known());
    connections.add(connection);
    connection.on("close", () => {
      connections.delete(connection);
      server.forceShutdown();
    });
    server.createConnectionInjector(ServerCredentials.createInsecure()).injectConnection(connection);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once("error", reject).listen(socket, resolve);
  });
  setImmediate(() => {
    service();
    known();
  });
  return {
    stop: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        for (const connection of connections) connection.destroy();
      }),
  };
}

/** Messages may be larger than the 4 MB that gRPC allows, and nobody asks how the server is. */
const OPTIONS = {
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
  "grpc.enable_channelz": 0,
};

function providerServer(schemas: Schemas): Server {
  const server = new Server(OPTIONS);
  const provider = new Provider(schemas);
  const calls = Object.keys(service()).map((name) => [name, answering(provider, name as Call)] as const);
  server.addService(service(), Object.fromEntries(calls));
  return server;
}

type Call = keyof Provider;

function answering(provider: Provider, name: Call) {
  return ({ request }: { request: unknown }, answer: (error: object | null, value?: object) => void) => {
    try {
      answer(null, provider[name](request as never));
    } catch (error) {
      answer({ code: status.INTERNAL, details: `${name}: ${(error as Error).stack}` });
    }
  };
}

let loaded: ServiceDefinition | undefined;

function service(): ServiceDefinition {
  loaded ??= loadService();
  return loaded;
}

function loadService(): ServiceDefinition {
  const definition = loadSync(path.join(__dirname, "tfplugin5.proto"), {
    keepCase: true,
    enums: String,
    longs: Number,
    defaults: true,
  });
  const { tfplugin5 } = loadPackageDefinition(definition);
  return (tfplugin5 as unknown as { Provider: ServiceClientConstructor }).Provider.service;
}
