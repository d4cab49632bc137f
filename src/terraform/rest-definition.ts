import { computeResourceAttribute } from "#aws";
import { ownValue } from "#own-value";
import type { ResolvedResource, ResolvedStack } from "./resolved-stack";
import {
  type Definition,
  describeMethod,
  type MethodDefinition,
  parseDefinition,
} from "./rest-definition-methods";

/**
 * Adds the resources that the OpenAPI `body` of a REST API describes, so that they are read like resources of Terraform.
 * A `body` that is not JSON is ignored.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 */
export function expandRestDefinitions(stack: ResolvedStack): ResolvedStack {
  const apis = stack.ofType("aws_api_gateway_rest_api");
  const described = apis.flatMap((api) => new ApiDefinition(stack, api).resources());
  if (described.length === 0) return stack;
  const resources = [...stack.resources, ...described];
  const byAddress = new Map(resources.map((resource) => [resource.address, resource]));
  return {
    name: stack.name,
    dir: stack.dir,
    get region() {
      return stack.region;
    },
    modules: stack.modules,
    resources,
    ofType: (type) => resources.filter((resource) => resource.type === type),
    find: (address) => byAddress.get(address),
  };
}

type Values = Readonly<Record<string, unknown>>;

/** Arguments of a resource, and the addresses of the resources to which some of them refer. */
interface Described {
  readonly values: Values;
  readonly references?: Readonly<Record<string, string>>;
}

/** OpenAPI definition of a REST API. */
class ApiDefinition {
  readonly #stack: ResolvedStack;
  readonly #api: ResolvedResource;

  constructor(stack: ResolvedStack, api: ResolvedResource) {
    this.#stack = stack;
    this.#api = api;
  }

  resources(): readonly ResolvedResource[] {
    const definition = parseDefinition(this.#api.values.body);
    if (!definition) return [];
    const paths = Object.keys(definition.paths);
    const tree = this.#tree(paths);
    return [
      ...tree.values(),
      ...Object.entries(definition.authorizers).map(([name, values]) =>
        this.#create("authorizer", name, { values: { name, ...values } }),
      ),
      ...Object.entries(definition.validators).map(([name, values]) =>
        this.#create("request_validator", name, { values: { name, ...values } }),
      ),
      ...Object.entries(definition.gatewayResponses).map(([type, values]) =>
        this.#create("gateway_response", type, { values: { response_type: type, ...values } }),
      ),
      ...this.#models(definition.models),
      ...this.#policy(definition),
      ...paths.flatMap((path) => this.#methods(definition, path, tree)),
    ];
  }

  #models(models: Definition["models"]): ResolvedResource[] {
    return Object.entries(models).map(([name, values]) =>
      this.#create("model", name, { values: { name, content_type: "application/json", ...values } }),
    );
  }

  /** A policy of the API resource has priority over the one of the definition. */
  #policy({ policy }: Definition): ResolvedResource[] {
    if (policy === undefined || this.#api.values.policy) return [];
    return [this.#create("rest_api_policy", "policy", { values: { policy } })];
  }

  /** Returns the resource of each path and of its parents, by path. The path `/` belongs to the API. */
  #tree(paths: readonly string[]): ReadonlyMap<string, ResolvedResource> {
    const tree = new Map<string, ResolvedResource>();
    for (const path of paths) {
      let parent = this.#api;
      let current = "";
      for (const part of path.split("/").filter(Boolean)) {
        current += `/${part}`;
        const values = { path_part: part, ...this.#idOf("parent_id", parent) };
        const resource =
          tree.get(current) ??
          this.#create("resource", current, { values, references: { parent_id: parent.address } });
        tree.set(current, resource);
        parent = resource;
      }
    }
    return tree;
  }

  #idOf(argument: string, owner: ResolvedResource): Values {
    return { [argument]: owner.attribute(owner === this.#api ? "root_resource_id" : "id") };
  }

  #methods(
    definition: Definition,
    path: string,
    tree: ReadonlyMap<string, ResolvedResource>,
  ): readonly ResolvedResource[] {
    const owner = tree.get(`/${path.split("/").filter(Boolean).join("/")}`) ?? this.#api;
    return Object.entries(definition.paths[path] ?? {}).flatMap(([name, operation]) => {
      const method = describeMethod(definition, path, name, operation);
      return method ? this.#parts(method, path, owner) : [];
    });
  }

  #parts(method: MethodDefinition, path: string, owner: ResolvedResource): readonly ResolvedResource[] {
    const place = { http_method: method.httpMethod, ...this.#idOf("resource_id", owner) };
    const label = `${method.httpMethod} ${path}`;
    const references = { resource_id: owner.address };
    const create = (type: string, name: string, values: Values) =>
      this.#create(type, name, { values: { ...place, ...values }, references });
    return [
      create("method", label, {
        ...method.values,
        ...this.#reference("authorizer_id", "authorizer", method.authorizer),
        ...this.#reference("request_validator_id", "request_validator", method.validator),
      }),
      ...this.#models(method.models),
      ...(method.integration ? [create("integration", label, method.integration)] : []),
      ...method.statuses.map((status) =>
        create("method_response", `${label} ${status}`, { status_code: status }),
      ),
      ...method.responses.map((values, index) => create("integration_response", `${label} ${index}`, values)),
    ];
  }

  /** Returns an argument with the ID of the authorizer or validator with a name. */
  #reference(argument: string, kind: string, name: string | undefined): Values {
    if (name === undefined) return {};
    return { [argument]: this.#create(kind, name, { values: { name } }).attribute("id") };
  }

  /** Returns an address for messages: `aws_api_gateway_rest_api.api: body: method "GET /pets"`. */
  #address(type: string, name: string): string {
    return `${this.#api.address}: body: ${type} ${JSON.stringify(name)}`;
  }

  #create(kind: string, name: string, { values, references = {} }: Described): ResolvedResource {
    const type = `aws_api_gateway_${kind}`;
    const own: Values = { rest_api_id: this.#api.attribute("id"), ...values };
    const all: Readonly<Record<string, string>> = { rest_api_id: this.#api.address, ...references };
    const configured = {
      type,
      region: () => this.#stack.region,
      argument: (argument: string) => own[argument],
    };
    return {
      type,
      name,
      address: this.#address(kind, name),
      values: own,
      has: (argument) => Object.hasOwn(own, argument),
      attribute: (attribute) => own[attribute] ?? computeResourceAttribute(configured, attribute),
      references: (argument) => [ownValue(all, argument) ?? []].flat(),
    };
  }
}
