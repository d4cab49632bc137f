import type { Method, RouteKey } from "#contract";
import {
  ApiGatewayIntegration,
  ApiGatewayIntegrationResponse,
  ApiGatewayMethod,
  ApiGatewayMethodResponse,
  type ApiGatewayRestApi,
  Construct,
} from "../../cdktf";
import { escapeId } from "../../names";
import type { Cors } from "../common/cors";
import { type HeaderValues, originTemplate, preflightHeaders } from "./cors-headers";
import { pathShape } from "./resource-tree";

const STATUS = "204";

/** `OPTIONS` methods that respond to the preflight requests of browsers. Each path with a route has one. */
export class Preflights {
  readonly #scope: Construct;
  readonly #api: ApiGatewayRestApi;
  readonly #cors: Cors;
  readonly #methods = new Map<string, Method[]>();
  /** Paths of routes that read a header with an API key. */
  readonly #keyedPaths = new Set<string>();

  /** @param scope construct in which the methods are created */
  constructor(scope: Construct, api: ApiGatewayRestApi, cors: Cors) {
    this.#scope = scope;
    this.#api = api;
    this.#cors = cors;
  }

  /**
   * Adds the preflight method of the path of a route, if the path has none. A route with the method `OPTIONS` replaces it.
   *
   * @param resourceId ID of the resource of the path
   * @param needsKeyHeader true if the route reads the header `x-api-key`
   */
  add(key: RouteKey, resourceId: string, needsKeyHeader: boolean): void {
    const path = pathShape(key);
    if (needsKeyHeader) this.#keyedPaths.add(path);
    const methods = this.#methods.get(path) ?? [];
    this.#methods.set(path, [...methods, key.method]);
    const id = `preflight-${escapeId(path)}`;
    if (key.method === "OPTIONS") this.#scope.node.tryRemoveChild(childId(id));
    else if (methods.length === 0) this.#create(id, path, resourceId);
  }

  #create(id: string, path: string, resourceId: string): void {
    const headers = preflightHeaders(this.#cors, {
      methods: () => this.#methods.get(path) ?? [],
      needsKeyHeader: () => this.#keyedPaths.has(path),
    });
    const place = { restApiId: this.#api.id, resourceId };
    createPreflight(new Construct(this.#scope, id), place, headers, originTemplate(this.#cors));
  }
}

/** Returns the ID of a child, in which the library `constructs` replaces each `/`. */
function childId(id: string): string {
  return id.replaceAll("/", "--");
}

interface Place {
  readonly restApiId: string;
  readonly resourceId: string;
}

/**
 * Creates a method that responds without a backend.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
function createPreflight(scope: Construct, place: Place, headers: HeaderValues, template?: string): void {
  const method = new ApiGatewayMethod(scope, "method", {
    ...place,
    httpMethod: "OPTIONS",
    authorization: "NONE",
  });
  const { httpMethod } = method;
  const integration = new ApiGatewayIntegration(scope, "integration", {
    ...place,
    httpMethod,
    type: "MOCK",
    requestTemplates: { "application/json": `{"statusCode":${STATUS}}` },
    // Binary types can match every request, and API Gateway applies no template to a binary body.
    contentHandling: "CONVERT_TO_TEXT",
  });
  const response = new ApiGatewayMethodResponse(scope, "method-response", {
    ...place,
    httpMethod,
    statusCode: STATUS,
    responseParameters: mapHeaders(headers, "method.response.header.", () => true),
  });
  new ApiGatewayIntegrationResponse(scope, "integration-response", {
    ...place,
    httpMethod,
    statusCode: response.statusCode,
    responseParameters: mapHeaders(headers, "method.response.header.", (value) => value),
    responseTemplates: template === undefined ? undefined : { "application/json": template },
    // API Gateway rejects the response of a method without an integration.
    dependsOn: [integration],
  });
}

function mapHeaders<Value>(
  headers: HeaderValues,
  prefix: string,
  map: (value: string) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [`${prefix}${name}`, map(value)]));
}
