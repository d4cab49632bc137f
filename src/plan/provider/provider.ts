import type { Block, SchemaKind } from "../schema";
import { computeValues } from "./computed-values";
import { planChange } from "./plan-change";
import { type SchemaFacts, toProtocolSchema } from "./protocol-schema";
import { type ProviderConfig, readProviderConfig } from "./provider-config";
import type { Schemas } from "./provider-schemas";
import { dataFacts, resourceFacts } from "./types";
import type { TypeFacts } from "./types/type-facts";
import { findUtilityType, utilityFacts } from "./utility";
import { validateConfig } from "./validate";
import { type DynamicValue, decodeValue, encodeValue, isObject, type ObjectValue } from "./value";

/**
 * All fields of the requests that Terraform sends. A request has only the fields that its method below reads.
 */
interface Request {
  readonly type_name: string;
  readonly config: DynamicValue;
  readonly current_state: DynamicValue;
  readonly prior_state: DynamicValue;
  readonly planned_state: DynamicValue;
  readonly proposed_new_state: DynamicValue;
  readonly raw_state: { readonly json: Uint8Array };
}

/**
 * Offline provider: a Terraform provider that has the schema of another provider, such as hashicorp/aws, but never
 * calls AWS. Each `provider` block has a separate instance.
 *
 * Each method implements the RPC of the same name in Terraform's plugin protocol. For the other RPCs of the
 * protocol, the server returns UNIMPLEMENTED, as a provider that was built for an older protocol does.
 */
export class Provider {
  readonly #schemas: Schemas;
  readonly #dir: string;
  #config: ProviderConfig = readProviderConfig(null);
  readonly #webSocketApis: Set<unknown>;

  /**
   * @param dir folder in which Terraform runs
   * @param webSocketApis IDs of WebSocket APIs, to which the provider adds those that it reads or creates. The URL of a stage
   *   depends on the kind of its API
   */
  constructor(schemas: Schemas, dir: string, webSocketApis: Set<unknown>) {
    this.#schemas = schemas;
    this.#dir = dir;
    this.#webSocketApis = webSocketApis;
  }

  GetSchema(): object {
    const { provider, resource, data } = this.#schemas;
    return {
      provider: toProtocolSchema(provider),
      resource_schemas: toProtocolSchemas(resource, factsOf),
      data_source_schemas: toProtocolSchemas(
        data,
        (type) => findUtilityType("data", type) ?? dataFacts(type),
      ),
      provider_meta: toProtocolSchema(PROVIDER_META),
    };
  }

  PrepareProviderConfig({ config }: Request): object {
    return { prepared_config: config };
  }

  Configure({ config }: Request): object {
    this.#config = readProviderConfig(decodeValue(config));
    return {};
  }

  ValidateResourceTypeConfig({ type_name, config }: Request): object {
    return { diagnostics: validateConfig(this.#schema("resource", type_name), decodeValue(config)) };
  }

  ValidateDataSourceConfig({ type_name, config }: Request): object {
    return { diagnostics: validateConfig(this.#schema("data", type_name), decodeValue(config)) };
  }

  UpgradeResourceState({ raw_state }: Request): object {
    return { upgraded_state: { json: raw_state.json } };
  }

  /**
   * Returns the state unchanged. A provider normally reads the resource from AWS here, to detect changes that
   * were made outside Terraform (drift).
   */
  ReadResource({ type_name, current_state }: Request): object {
    const state = decodeValue(current_state);
    if (isObject(state)) this.#addApi(type_name, state);
    return { new_state: current_state };
  }

  PlanResourceChange({ type_name, prior_state, proposed_new_state, config }: Request): object {
    const { planned, requiresReplace } = planChange(
      {
        prior: decodeValue(prior_state),
        proposed: decodeValue(proposed_new_state),
        config: config && decodeValue(config),
      },
      this.#schema("resource", type_name),
      factsOf(type_name),
      this.#config,
    );
    return {
      planned_state: encodeValue(planned),
      requires_replace: requiresReplace.map((name) => ({ steps: [{ attribute_name: name }] })),
    };
  }

  ApplyResourceChange({ type_name, planned_state }: Request): object {
    const planned = decodeValue(planned_state);
    if (!isObject(planned)) return { new_state: planned_state };
    const values = this.#computeValues("resource", type_name, planned);
    this.#addApi(type_name, values);
    return { new_state: encodeValue(values) };
  }

  ReadDataSource({ type_name, config }: Request): object {
    const values = decodeValue(config);
    if (!isObject(values)) return { state: config };
    try {
      const read = findUtilityType("data", type_name)?.read?.(values, this.#dir);
      return { state: encodeValue(this.#computeValues("data", type_name, { ...values, ...read })) };
    } catch (error) {
      const summary = `${type_name} cannot be read`;
      return { diagnostics: [{ severity: "ERROR", summary, detail: (error as Error).message }] };
    }
  }

  ImportResourceState({ type_name }: Request): object {
    const detail = `${type_name} cannot be imported, because the offline provider does not connect to AWS.`;
    return { diagnostics: [{ severity: "ERROR", summary: "Import is not supported offline", detail }] };
  }

  Stop(): object {
    return {};
  }

  #computeValues(kind: SchemaKind, type: string, values: ObjectValue): ObjectValue {
    const placeholders = this.#schemas.placeholders?.[kind].get(type);
    const isWebSocketApi = (id: string) => this.#webSocketApis.has(id);
    const context = { ...this.#config, isWebSocketApi };
    return computeValues(kind, type, this.#schema(kind, type), values, context, placeholders);
  }

  #addApi(type: string, { id, protocol_type: protocol }: ObjectValue): void {
    if (type === "aws_apigatewayv2_api" && protocol === "WEBSOCKET") this.#webSocketApis.add(id);
  }

  #schema(kind: SchemaKind, type: string): Block {
    const schema = this.#schemas[kind].get(type);
    if (schema) return schema;
    throw new Error(`no schema for ${kind} ${type}`);
  }
}

/**
 * Arguments of a `provider_meta "aws"` block, with which a module adds its name to the `User-Agent` header of requests.
 * @see https://hashicorp.github.io/terraform-provider-aws/design-decisions/provider_meta
 */
const PROVIDER_META: Block = {
  attributes: [
    {
      name: "user_agent",
      type: ["list", "string"],
      required: false,
      optional: true,
      computed: false,
      writeOnly: false,
    },
  ],
  blocks: [],
};

function factsOf(type: string): TypeFacts {
  return utilityFacts(type) ?? resourceFacts(type);
}

function toProtocolSchemas(
  blocks: ReadonlyMap<string, Block>,
  factsOf: (type: string) => SchemaFacts,
): object {
  return Object.fromEntries(
    [...blocks].map(([type, block]) => [type, toProtocolSchema(block, factsOf(type))]),
  );
}
