import type { RouteKey, Segment } from "#contract";
import { ApiGatewayResource, type ApiGatewayRestApi, type Construct } from "../../cdktf";
import { escapeId } from "../../names";
import { escapeText } from "../../tokens";

/** Path below the root of an API, with the route that was the first to use it. */
interface PathPart {
  readonly segment: Segment;
  readonly routeKey: string;
}

/** Resources of a REST API: one for each segment of the paths of its routes. Routes share the resources of their paths. */
export class ResourceTree {
  readonly #scope: Construct;
  readonly #api: ApiGatewayRestApi;
  readonly #parts = new Map<string, PathPart>();
  readonly #resources = new Map<string, ApiGatewayResource>();

  constructor(scope: Construct, api: ApiGatewayRestApi) {
    this.#scope = scope;
    this.#api = api;
  }

  /** `aws_api_gateway_resource` resources by path: `/products/{productId}`. */
  get resources(): ReadonlyMap<string, ApiGatewayResource> {
    return this.#resources;
  }

  /**
   * Returns the errors of a route whose path has another parameter than the path of an earlier route. API Gateway accepts
   * only one parameter below a resource, and a greedy parameter counts too.
   */
  validate({ segments }: RouteKey): string[] {
    return listShapes(segments).flatMap(({ shape, segment }) => {
      const existing = this.#parts.get(shape);
      if (!existing || formatPart(existing.segment) === formatPart(segment)) return [];
      const [found, other] = [formatPart(segment), formatPart(existing.segment)];
      return [
        `has the path segment ${found}, but route "${existing.routeKey}" has ${other} at the same place; a REST API accepts one path parameter there. Use ${other}.`,
      ];
    });
  }

  /** Returns the ID of the resource of a route. Creates the resources of its path that do not exist yet. */
  add({ segments, text }: RouteKey): string {
    let parentId = this.#api.rootResourceId;
    let path = "";
    for (const { shape, segment } of listShapes(segments)) {
      path = `${path}/${formatPart(segment)}`;
      if (!this.#parts.has(shape)) this.#parts.set(shape, { segment, routeKey: text });
      parentId = (this.#resources.get(path) ?? this.#create(path, shape, parentId)).id;
    }
    return parentId;
  }

  #create(path: string, shape: string, parentId: string): ApiGatewayResource {
    const resource = new ApiGatewayResource(this.#scope, `resource-${escapeId(shape)}`, {
      restApiId: this.#api.id,
      parentId,
      pathPart: escapeText(path.slice(path.lastIndexOf("/") + 1)),
    });
    this.#resources.set(path, resource);
    return resource;
  }
}

/**
 * Returns a route's path without the names of its parameters: `/products/{}`. A parameter and a greedy parameter have the
 * same shape, because a resource can have only one of them. If one replaces the other, the Terraform address stays.
 */
export function pathShape({ segments }: Pick<RouteKey, "segments">): string {
  return listShapes(segments).at(-1)?.shape ?? "/";
}

/** Lists the segments of a path, each with the shape of the path that ends with the segment. */
function listShapes(segments: readonly Segment[]): { readonly shape: string; readonly segment: Segment }[] {
  let shape = "";
  return segments.map((segment) => {
    shape = `${shape}/${segment.kind === "literal" ? segment.text : "{}"}`;
    return { shape, segment };
  });
}

function formatPart(segment: Segment): string {
  if (segment.kind === "literal") return segment.text;
  return `{${segment.name}${segment.kind === "greedy" ? "+" : ""}}`;
}
