import type { Block, SchemaKind } from "../schema";
import { computeValues } from "./computed-values";
import { planChange } from "./plan-change";
import { type SchemaFacts, toProtocolSchema } from "./protocol-schema";
import { type ProviderConfig, readProviderConfig } from "./provider-config";
import { dataFacts, resourceFacts } from "./types";
import { validateConfig } from "./validate";
import { type DynamicValue, decodeValue, encodeValue, isObject } from "./value";

/** Schemas of the provider configuration, and of the resource types and data sources that the stacks use. */
export interface Schemas {
  readonly provider: Block;
  readonly resource: ReadonlyMap<string, Block>;
  readonly data: ReadonlyMap<string, Block>;
}

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
 * Offline provider: a Terraform provider that has the schema of hashicorp/aws but never calls AWS. Each
 * `provider` block has a separate instance.
 *
 * Each method implements the RPC of the same name in Terraform's plugin protocol. For the other RPCs of the
 * protocol, the server returns UNIMPLEMENTED, as a provider that was built for an older protocol does.
 */
export class Provider {
  readonly #schemas: Schemas;
  #config: ProviderConfig = readProviderConfig(null);

  constructor(schemas: Schemas) {
    this.#schemas = schemas;
  }

  GetSchema(): object {
    const { provider, resource, data } = this.#schemas;
    return {
      provider: toProtocolSchema(provider),
      resource_schemas: toProtocolSchemas(resource, resourceFacts),
      data_source_schemas: toProtocolSchemas(data, dataFacts),
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
  ReadResource({ current_state }: Request): object {
    return { new_state: current_state };
  }

  PlanResourceChange({ type_name, prior_state, proposed_new_state }: Request): object {
    const { planned, requiresReplace } = planChange(
      { prior: decodeValue(prior_state), proposed: decodeValue(proposed_new_state) },
      this.#schema("resource", type_name),
      resourceFacts(type_name),
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
    const block = this.#schema("resource", type_name);
    return {
      new_state: encodeValue(computeValues("resource", type_name, block, planned, this.#config)),
    };
  }

  ReadDataSource({ type_name, config }: Request): object {
    const values = decodeValue(config);
    if (!isObject(values)) return { state: config };
    const block = this.#schema("data", type_name);
    return {
      state: encodeValue(computeValues("data", type_name, block, values, this.#config)),
    };
  }

  ImportResourceState({ type_name }: Request): object {
    const detail = `${type_name} cannot be imported, because the offline provider does not connect to AWS.`;
    return { diagnostics: [{ severity: "ERROR", summary: "Import is not supported offline", detail }] };
  }

  Stop(): object {
    return {};
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

function toProtocolSchemas(
  blocks: ReadonlyMap<string, Block>,
  factsOf: (type: string) => SchemaFacts,
): object {
  return Object.fromEntries(
    [...blocks].map(([type, block]) => [type, toProtocolSchema(block, factsOf(type))]),
  );
}
