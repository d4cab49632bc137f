import path from "node:path";
import { Client, credentials } from "@grpc/grpc-js";
import { loadSync, type MethodDefinition } from "@grpc/proto-loader";
import { type DynamicValue, decodeValue, encodeValue, type Value } from "../../../src/plan/provider";

/** Path of the file with the plugin protocol. */
export const PROTOCOL = path.resolve("src/plan/provider/tfplugin5.proto");

/** Fields of a response of the provider. Each gRPC method returns some of them. */
export interface ProviderResponse {
  readonly planned_state: DynamicValue;
  readonly resource_schemas: Readonly<Record<string, unknown>>;
  readonly data_source_schemas: Readonly<Record<string, unknown>>;
  readonly diagnostics: readonly { readonly summary: string; readonly detail: string }[];
}

/** Client that calls a provider over gRPC as Terraform does. Each client has a separate connection. */
export class TerraformClient {
  readonly #client: Client;
  readonly #service = loadSync(PROTOCOL, { keepCase: true, defaults: true })["tfplugin5.Provider"] as Record<
    string,
    MethodDefinition<object, ProviderResponse>
  >;

  constructor(socket: string) {
    this.#client = new Client(`unix:${socket}`, credentials.createInsecure(), {
      "grpc.use_local_subchannel_pool": 1,
    });
  }

  call(name: string, request: object = {}): Promise<ProviderResponse> {
    const method = this.#service[name];
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
        `/tfplugin5.Provider/${name}`,
        method?.requestSerialize ?? (() => Buffer.alloc(0)),
        method?.responseDeserialize ?? (() => ({}) as ProviderResponse),
        request,
        (error, response) => (error || !response ? reject(error) : resolve(response)),
      );
    });
  }

  configure(config: Value): Promise<ProviderResponse> {
    return this.call("Configure", { config: encodeValue(config) });
  }

  /** Plans the creation of a resource and returns its planned value. */
  async planCreation(type: string, proposed: Value): Promise<Value> {
    const { planned_state } = await this.call("PlanResourceChange", {
      type_name: type,
      prior_state: encodeValue(null),
      proposed_new_state: encodeValue(proposed),
    });
    return decodeValue(planned_state);
  }

  close(): void {
    this.#client.close();
  }
}
