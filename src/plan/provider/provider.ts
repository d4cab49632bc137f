import type { SchemaKind } from "../schema/binding-source";
import type { Block } from "../schema/schema-types";
import { computeValues } from "./computed-values";
import { planChange } from "./plan-change";
import { type SchemaFacts, toProtocolSchema } from "./protocol-schema";
import { type ResourceConfig, readResourceConfig } from "./resource-config";
import { dataFacts, resourceFacts } from "./types";
import { validateConfig } from "./validate";
import { type DynamicValue, decodeValue, encodeValue, isObject } from "./value";

/** The schemas that a provider offers: those of the types that a stack uses. */
export interface Schemas {
  readonly provider: Block;
  readonly resource: ReadonlyMap<string, Block>;
  readonly data: ReadonlyMap<string, Block>;
}

/** What terraform sends; each call has some of it. */
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
 * hashicorp/aws with its true schema and no cloud, one for each `provider` block. It answers by the names of the protocol;
 * what it does not know is answered with UNIMPLEMENTED, which terraform takes for a provider that is older than itself.
 */
export class Provider {
  readonly #schemas: Schemas;
  #configuration: ResourceConfig = readResourceConfig(null);

  constructor(schemas: Schemas) {
    this.#schemas = schemas;
  }

  GetSchema(): object {
    const { provider, resource, data } = this.#schemas;
    return {
      provider: toProtocolSchema(provider),
      resource_schemas: wireSchemas(resource, resourceFacts),
      data_source_schemas: wireSchemas(data, dataFacts),
      provider_meta: toProtocolSchema({ attributes: [], blocks: [] }),
    };
  }

  PrepareProviderConfig({ config }: Request): object {
    return { prepared_config: config };
  }

  Configure({ config }: Request): object {
    this.#configuration = readResourceConfig(decodeValue(config));
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

  /** There is nothing that could have changed behind terraform's back. */
  ReadResource({ current_state }: Request): object {
    return { new_state: current_state };
  }

  PlanResourceChange({ type_name, prior_state, proposed_new_state }: Request): object {
    const { planned, replacedBy } = planChange(
      { prior: decodeValue(prior_state), proposed: decodeValue(proposed_new_state) },
      this.#schema("resource", type_name),
      resourceFacts(type_name),
      this.#configuration,
    );
    return {
      planned_state: encodeValue(planned),
      requires_replace: replacedBy.map((name) => ({ steps: [{ attribute_name: name }] })),
    };
  }

  ApplyResourceChange({ type_name, planned_state }: Request): object {
    const planned = decodeValue(planned_state);
    if (!isObject(planned)) return { new_state: planned_state };
    const block = this.#schema("resource", type_name);
    return {
      new_state: encodeValue(
        computeValues(type_name, block, planned, resourceFacts(type_name), this.#configuration),
      ),
    };
  }

  ReadDataSource({ type_name, config }: Request): object {
    const asked = decodeValue(config);
    if (!isObject(asked)) return { state: config };
    const block = this.#schema("data", type_name);
    return {
      state: encodeValue(computeValues(type_name, block, asked, dataFacts(type_name), this.#configuration)),
    };
  }

  ImportResourceState({ type_name }: Request): object {
    const detail = `${type_name} cannot be imported: this provider knows no account.`;
    return { diagnostics: [{ severity: "ERROR", summary: "Nothing to import from", detail }] };
  }

  Stop(): object {
    return {};
  }

  #schema(kind: SchemaKind, type: string): Block {
    const found = this.#schemas[kind].get(type);
    if (found) return found;
    throw new Error(`there is no ${kind} ${type}`);
  }
}

function wireSchemas(blocks: ReadonlyMap<string, Block>, factsOf: (type: string) => SchemaFacts): object {
  return Object.fromEntries(
    [...blocks].map(([type, block]) => [type, toProtocolSchema(block, factsOf(type))]),
  );
}
