import type Ajv from "ajv-draft-04";
import { errorMessage } from "#error";
import type { ResolvedResource } from "#terraform";
import { describeDifference } from "./describe-difference";
import { notEmulatedError } from "./local-error";
import { compilePattern } from "./model-pattern";
import { readText } from "./read-value";

/** Returns a description of the first difference between a JSON value and a model, or `undefined` if there is none. */
export type CompareWithModel = (value: unknown) => string | undefined;

/**
 * Models that every REST API has. LocalStack's tests recorded their names on AWS.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
 */
const DEFAULT_MODELS: Readonly<Record<string, object>> = {
  Empty: { type: "object" },
  Error: { type: "object", properties: { message: { type: "string" } } },
};

/** Number of decimal places of a quotient that is still a whole number. A quotient such as 0.3 / 0.1 is not exact. */
const QUOTIENT_DECIMALS = 10;

/** Models of a REST API or of a WebSocket API, which can refer to each other. */
export class ModelSchemas {
  readonly #apiId: string;
  readonly #type: string;
  readonly #models: ReadonlyMap<string, ResolvedResource>;
  #validator?: Ajv;

  /**
   * @param models resources by the name of the model
   * @param type Terraform type of the resources
   */
  constructor(apiId: string, models: ReadonlyMap<string, ResolvedResource>, type = "aws_api_gateway_model") {
    this.#apiId = apiId;
    this.#models = models;
    this.#type = type;
  }

  /**
   * Compiles a model.
   *
   * @param method address of the method that uses the model, for messages
   * @throws LocalError if the model is not emulated, because it is not a JSON Schema of draft 4, or not in this stack
   */
  compile(name: string, method: string): CompareWithModel {
    if (!this.#models.has(name) && !Object.hasOwn(DEFAULT_MODELS, name)) {
      throw notEmulatedError(
        `${method}: request_models refers to the model "${name}", which is not an ${this.#type} of this API. Add it to the stack.`,
      );
    }
    const schema = this.#read(name);
    try {
      const metaSchema = metaSchemaValidator();
      if (!metaSchema.validateSchema(schema)) throw new Error(metaSchema.errorsText(undefined, IN_SCHEMA));
      const validate = this.#ajv().compile({ $ref: this.#urlOf(name) });
      return (value) => (validate(value) ? undefined : describeDifference(validate.errors?.[0]));
    } catch (error) {
      const address = this.#models.get(name)?.address ?? method;
      throw notEmulatedError(
        `${address}: schema is not a JSON Schema of draft 4: ${errorMessage(error)}. Correct it.`,
      );
    }
  }

  #urlOf(name: string): string {
    return `https://apigateway.amazonaws.com/restapis/${this.#apiId}/models/${encodeURIComponent(name)}`;
  }

  /** Returns the validator with all models. A model that cannot be read is left out. */
  #ajv(): Ajv {
    if (this.#validator) return this.#validator;
    this.#validator = createAjv({ meta: false });
    for (const name of new Set([...this.#models.keys(), ...Object.keys(DEFAULT_MODELS)])) {
      try {
        this.#validator.addSchema(this.#read(name), this.#urlOf(name));
      } catch {
        // The compilation of a model that needs it reports the missing reference.
      }
    }
    return this.#validator;
  }

  #read(name: string): object {
    const resource = this.#models.get(name);
    if (!resource) return DEFAULT_MODELS[name] ?? {};
    try {
      // A model can name another draft, which API Gateway ignores.
      const { $schema: _, ...schema } = JSON.parse(readText(resource, "schema") ?? "{}");
      return schema;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw notEmulatedError(`${resource.address}: schema is not JSON: ${error.message}. Correct it.`);
    }
  }
}

let metaSchema: Ajv | undefined;

/** Returns the validator that compares models with the meta-schema of draft 4. Its compilation takes long. */
function metaSchemaValidator(): Ajv {
  metaSchema ??= createAjv({});
  return metaSchema;
}

/** Loads the validator only for an API with models, because loading takes longer than the start of a small stack. */
function loadAjv(): typeof Ajv {
  return require("ajv-draft-04").default;
}

/** Name of the model in a message of the validator. */
const IN_SCHEMA = { dataVar: "schema" };

function createAjv(options: { readonly meta?: false }): Ajv {
  return new (loadAjv())({
    ...options,
    strict: false,
    // The first difference is enough. A list of all could be as long as the body.
    allErrors: false,
    verbose: true,
    logger: false,
    validateSchema: false,
    validateFormats: false,
    unicodeRegExp: false,
    multipleOfPrecision: QUOTIENT_DECIMALS,
    code: { regExp: Object.assign(compilePattern, { code: "compilePattern" }) },
  });
}
