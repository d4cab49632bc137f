import { REST_API_QUOTAS } from "#aws";
import { type DroppedKeyword, type RequestModel, requestModel, type ToJsonSchema } from "#contract";
import { type ApiGatewayMethod, ApiGatewayModel, ApiGatewayRequestValidator } from "../../cdktf";
import { addUncheckedInput } from "../../checks";
import { isFunctionTarget } from "../../function/function-target";
import { escapeTemplates, isToken } from "../../tokens";
import { unknownAtSynth } from "../../validation";
import { describeMissingModel, describeUncheckedBody } from "../common/model-errors";
import type { AuthorizedRestApi } from "../common/rest-authorizer";
import { METHOD_PARAMETER_NAME, type RestRoute } from "./rest-route";
import type { Parameters } from "./route-resources";

/** Settings of the request validation of an API. */
export interface ValidationSettings {
  /** Prop `validate` of the API. Undefined if it is not set. */
  readonly validate?: boolean;
  /** Conversion function. Default: the conversion that each schema itself implements. */
  readonly convert?: ToJsonSchema;
  /** Prop `binaryTypes` of the API. Default: none. */
  readonly binaryTypes?: readonly string[];
}

/** Resource, with the routes that use it. */
interface Shared<Resource> {
  readonly resource: Resource;
  readonly routes: Set<RestRoute>;
}

/**
 * Request validation of a REST API. It gives each route the model of its contract, and the validator that the model and
 * the required parameters need. A version of a route changes its model, because the model accepts all versions.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export class RequestValidation {
  readonly #scope: AuthorizedRestApi;
  readonly #settings: ValidationSettings;
  readonly #models = new Map<string, Shared<ApiGatewayModel>>();
  readonly #validators = new Map<string, Shared<ApiGatewayRequestValidator>>();
  readonly #inputs = new Map<RestRoute, RequestModel>();
  readonly #unresolved = new Set<RestRoute>();

  constructor(scope: AuthorizedRestApi, settings: ValidationSettings) {
    this.#scope = scope;
    this.#settings = settings;
  }

  /** Sets the model and the validator of a method. Call it again if the route gets another version. */
  update(route: RestRoute, method: ApiGatewayMethod): void {
    if (isToken(route.settings.validate)) this.#unresolved.add(route);
    else if (this.#isEnabled(route)) this.#apply(route, method);
  }

  /** Returns the parameters of a route that API Gateway validates. */
  parametersOf(route: RestRoute): Parameters {
    const input = this.#inputs.get(route);
    return input ? requiredParameters(input) : {};
  }

  /** Returns the content types whose bodies API Gateway compares with a model. Empty if the route has no model. */
  checkedTypesOf(route: RestRoute): readonly string[] {
    return this.#inputs.get(route)?.body ? bodyTypes(route) : [];
  }

  #apply(route: RestRoute, method: ApiGatewayMethod): void {
    if (this.#inputs.size === 0) addUncheckedInput(this.#scope.api, () => this.#describeUnconverted());
    if (!this.#inputs.has(route)) addUncheckedInput(method, () => this.#describeUnchecked(route));
    const { convert, binaryTypes = [] } = this.#settings;
    const input = dropUnsupportedModel(requestModel(route.versions, convert), binaryTypes);
    this.#inputs.set(route, input);
    for (const shared of [this.#models, this.#validators]) release(shared, route);
    const isRequired = Object.values(requiredParameters(input)).includes(true);
    if (input.body) {
      const { name } = this.#useModel(route, JSON.stringify(input.body));
      method.requestModels = Object.fromEntries(bodyTypes(route).map((type) => [type, name]));
    } else method.resetRequestModels();
    if (input.body || isRequired)
      method.requestValidatorId = this.#useValidator(route, input.body !== undefined, isRequired).id;
    else method.resetRequestValidatorId();
  }

  /** Returns an error for each input that cannot be validated, if the validation was requested explicitly. */
  validate(): string[] {
    const unknown = [...this.#unresolved].map(
      ({ key }) => `route "${key.text}": ${unknownAtSynth("validate", "Write it as a literal.")}`,
    );
    const explicit = [...this.#inputs].filter(
      ([{ settings }]) => (settings.validate ?? this.#settings.validate) === true,
    );
    const missing = explicit.flatMap(([{ key }, input]) =>
      describeMissingModel(input, this.#settings.convert).map((error) => `route "${key.text}": ${error}`),
    );
    return [...unknown, ...missing];
  }

  #isEnabled({ settings }: RestRoute): boolean {
    return settings.validate ?? this.#settings.validate ?? true;
  }

  #describeUnchecked(route: RestRoute): string[] {
    const { dropped = [] } = this.#inputs.get(route) ?? {};
    return describeUncheckedBody(route.key.text, dropped, isFunctionTarget(route.target));
  }

  /** Returns one message for all routes, because the same option converts their schemas. */
  #describeUnconverted(): string[] {
    const keys = [...this.#inputs].flatMap(([{ key }, input]) => (input.needsConverter ? [key.text] : []));
    const [first, ...others] = keys;
    if (first === undefined) return [];
    const hasOthers = [...this.#inputs.keys()].some(({ target }) => !isFunctionTarget(target));
    const routes = `route "${first}"${others.length > 0 ? ` and ${others.length} more` : ""}`;
    return [
      `API Gateway does not validate the body of ${routes}, because the schema has no JSON Schema. ${hasOthers ? "Only functions check" : "The function checks"} it. Pass \`jsonSchema\` to \`App.run\`, set \`validate: false\`, or waive the check.`,
    ];
  }

  /** Returns the model with a schema. Creates it for the first route with the schema. */
  #useModel(route: RestRoute, schema: string): ApiGatewayModel {
    const existing = this.#models.get(schema);
    const resource = existing?.resource ?? this.#createModel(route, schema);
    const routes = existing?.routes ?? new Set();
    this.#models.set(schema, { resource, routes: routes.add(route) });
    return resource;
  }

  #createModel(route: RestRoute, schema: string): ApiGatewayModel {
    const name = this.#uniqueName(modelName(route));
    return new ApiGatewayModel(this.#scope, `model-${name}`, {
      restApiId: this.#scope.api.id,
      name,
      contentType: "application/json",
      schema: escapeTemplates(schema),
      lifecycle: CREATE_BEFORE_DESTROY,
    });
  }

  #uniqueName(name: string): string {
    const isUsed = (candidate: string) => this.#scope.node.tryFindChild(`model-${candidate}`) !== undefined;
    let candidate = name;
    for (let number = 2; isUsed(candidate); number++) candidate = `${name}${number}`;
    return candidate;
  }

  /** Returns the validator of the body, the parameters or both. Creates it for the first route that needs it. */
  #useValidator(route: RestRoute, hasBody: boolean, hasParameters: boolean): ApiGatewayRequestValidator {
    const name = [...(hasBody ? ["body"] : []), ...(hasParameters ? ["parameters"] : [])].join("-and-");
    const existing = this.#validators.get(name);
    const resource =
      existing?.resource ??
      new ApiGatewayRequestValidator(this.#scope, `validate-${name}`, {
        restApiId: this.#scope.api.id,
        name,
        validateRequestBody: hasBody,
        validateRequestParameters: hasParameters,
        lifecycle: CREATE_BEFORE_DESTROY,
      });
    const routes = existing?.routes ?? new Set();
    this.#validators.set(name, { resource, routes: routes.add(route) });
    return resource;
  }
}

/** API Gateway rejects the deletion of a model that a method uses, so Terraform first updates the method. */
const CREATE_BEFORE_DESTROY = { createBeforeDestroy: true };

/** Removes a route from the resources that it uses. Removes a resource that no route uses. */
function release(
  resources: Map<string, Shared<ApiGatewayModel | ApiGatewayRequestValidator>>,
  route: RestRoute,
): void {
  for (const [key, { resource, routes }] of resources) {
    if (!routes.delete(route) || routes.size > 0) continue;
    resource.node.scope?.node.tryRemoveChild(resource.node.id);
    resources.delete(key);
  }
}

/** Returns the content types that have a model. API Gateway does not validate a body of another type. */
function bodyTypes({ versions }: RestRoute): readonly string[] {
  const types = versions.flatMap(({ version }) =>
    version && "mediaType" in version ? version.mediaType.toLowerCase() : [],
  );
  return ["application/json", ...new Set(types)];
}

/** Binary types of an API that include JSON. */
export const BINARY_JSON: readonly string[] = ["*/*", "application/*", "application/json"];

/**
 * Removes a model that is larger than API Gateway accepts. Also removes the model of a binary body, because the
 * documentation does not define whether API Gateway compares it.
 */
function dropUnsupportedModel(input: RequestModel, binaryTypes: readonly string[]): RequestModel {
  if (!input.body) return input;
  const bytes = Buffer.byteLength(JSON.stringify(input.body));
  if (bytes > REST_API_QUOTAS.modelBytes) {
    return withoutModel(input, `the model has ${bytes} bytes; the maximum is ${REST_API_QUOTAS.modelBytes}`);
  }
  const binary = binaryTypes.find((type) => BINARY_JSON.includes(type));
  return binary === undefined
    ? input
    : withoutModel(input, `bodies are binary because of the type ${binary}`);
}

function withoutModel(input: RequestModel, reason: string): RequestModel {
  const dropped: DroppedKeyword = { path: "", reason };
  return { ...input, body: undefined, dropped: [dropped] };
}

const PLACES = { path: "path", query: "querystring", header: "header" } as const;

/**
 * Returns the parameters that a contract requires, each with true if API Gateway can require it. API Gateway treats a blank
 * parameter as a missing one, so a parameter that can be blank is optional for it. The documentation does not define
 * whether it compares the names of headers with regard to case, so headers are optional too. A parameter that a method
 * cannot declare is left out.
 */
function requiredParameters({ parameters }: RequestModel): Parameters {
  const declarable = parameters.filter(({ name }) => METHOD_PARAMETER_NAME.test(name));
  return Object.fromEntries(
    declarable.map(({ in: place, name, rejectsBlank }) => [
      `method.request.${PLACES[place]}.${name}`,
      rejectsBlank && place !== "header",
    ]),
  );
}

/** Returns the name of the model of a route, with the characters that API Gateway allows: `PostProductsByIdBody`. */
function modelName({ key: { method, segments } }: RestRoute): string {
  const words = segments.flatMap((segment) =>
    segment.kind === "literal"
      ? segment.text.split(/[^A-Za-z0-9]+/)
      : ["by", ...segment.name.split(/[^A-Za-z0-9]+/)],
  );
  return [method.toLowerCase(), ...words, "body"]
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
