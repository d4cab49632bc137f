import type { ApiKeyModel, UsagePlanModel } from "../../model/model";

/** API key of a request, with its usage plan, or the reason for the terminal. The reason never contains a value. */
export type ApiKeyResult =
  | { readonly key: ApiKeyModel; readonly plan: UsagePlanModel }
  | { readonly reason: string };

/**
 * API keys of a stack. A key is valid for a stage if it is enabled, and belongs to a usage plan with the stage.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 */
export class ApiKeys {
  readonly #keys: readonly ApiKeyModel[];
  #byValue?: ReadonlyMap<string, ApiKeyModel>;

  constructor(keys: readonly ApiKeyModel[]) {
    this.#keys = keys;
  }

  /**
   * Finds the key with a value.
   *
   * @param value value that the request contains; `undefined` if it has none
   * @param stage name of the stage
   * @param source place of the value, for the reason: `x-api-key`
   */
  find(value: string | undefined, stage: string, source: string): ApiKeyResult {
    if (value === undefined) return { reason: `${source} is missing` };
    // Computing the fake values of keys is slow.
    this.#byValue ??= new Map(this.#keys.map((key) => [key.value, key]));
    const key = this.#byValue.get(value);
    if (!key) return { reason: `${source} is not the value of an API key` };
    if (!key.isEnabled) return { reason: `API key ${key.name} is disabled` };
    const plan = key.plans.get(stage);
    return plan
      ? { key, plan }
      : { reason: `no usage plan with API key ${key.name} contains the stage ${stage}` };
  }
}
