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
import { Provider } from "./provider";
import type { Schemas } from "./provider-schemas";

/** Handle of a provider that accepts connections from Terraform. */
export interface RunningProvider {
  stop(): Promise<void>;
}

/**
 * Starts the offline provider on a Unix socket.
 *
 * Terraform normally starts a provider process for each `provider` block. If the environment variable
 * `TF_REATTACH_PROVIDERS` names a running provider, Terraform connects to this provider instead, once for
 * each `provider` block. Each connection therefore gets a separate `Provider`.
 *
 * @param socket path of the Unix socket to create
 * @param schemas function that returns the schemas. It is called for each connection, because the types are complete
 * only after `terraform init`. It is also called while Terraform starts, because the first call reads the bindings,
 * which takes time
 * @param dir folder in which Terraform runs. Default: the current folder
 */
export async function serveProvider(
  socket: string,
  schemas: () => Schemas,
  dir = ".",
): Promise<RunningProvider> {
  const connections = new Set<Socket>();
  // Terraform plans and applies with separate connections. Only the first one reads an API that does not change.
  const webSocketApis = new Set<unknown>();
  const listener = createServer((connection) => {
    const server = createProviderServer(new Provider(schemas(), dir, webSocketApis));
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
    protocolService();
    schemas();
  });
  return {
    stop: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        for (const connection of connections) connection.destroy();
      }),
  };
}

/**
 * Server options: no limit on message size (gRPC's default is 4 MB), and no channelz (gRPC's debug service).
 */
const OPTIONS = {
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
  "grpc.enable_channelz": 0,
};

function createProviderServer(provider: Provider): Server {
  const server = new Server(OPTIONS);
  const methods = Object.keys(protocolService()).map(
    (name) => [name, createMethod(provider, name as Method)] as const,
  );
  server.addService(protocolService(), Object.fromEntries(methods));
  return server;
}

type Method = keyof Provider;

function createMethod(provider: Provider, name: Method) {
  return ({ request }: { request: unknown }, respond: (error: object | null, value?: object) => void) => {
    try {
      respond(null, provider[name](request as never));
    } catch (error) {
      respond({ code: status.INTERNAL, details: `${name}: ${(error as Error).stack}` });
    }
  };
}

let cachedService: ServiceDefinition | undefined;

function protocolService(): ServiceDefinition {
  cachedService ??= loadService();
  return cachedService;
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
