import { METHODS, type RouteKey, type Segment } from "#aws";

/** Terraform address of a method, and its method and path as a route key. */
interface MethodEntry {
  readonly address: string;
  readonly key: RouteKey;
}

/**
 * Rejects the methods that API Gateway rejects: an unknown method, a path that is not valid, a method that occurs twice,
 * and two parameters below the same parent.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
 */
export function validateRestKeys(methods: readonly MethodEntry[]): string[] {
  const firstByShape = new Map<string, MethodEntry>();
  const variables = new Map<string, string>();
  return methods.flatMap((method) => {
    const { address, key } = method;
    const first = firstByShape.get(key.shape);
    if (!first) firstByShape.set(key.shape, method);
    if (!METHODS.includes(key.method)) {
      return [`${address}: http_method is ${JSON.stringify(key.method)}; expected ${METHODS.join(", ")}.`];
    }
    const sibling = findSibling(key.segments, variables);
    if (sibling !== undefined) {
      return [`${address}: ${key.path} has the parameter ${sibling}; only one is allowed below a resource.`];
    }
    return first ? [`${address}: ${key.text} duplicates ${first.address}. Remove one.`] : [];
  });
}

/**
 * Returns two parameters below one parent, such as `{name}, and its parent has {id}`.
 * @param variables parameter of each parent path; the parameters of the segments are added to it
 */
function findSibling(segments: readonly Segment[], variables: Map<string, string>): string | undefined {
  let parent = "";
  for (const segment of segments) {
    const text = segment.kind === "literal" ? segment.text : formatParameter(segment);
    if (segment.kind !== "literal") {
      const existing = variables.get(parent) ?? text;
      variables.set(parent, existing);
      if (existing !== text) return `${text}, and its parent has ${existing}`;
    }
    parent += `/${text}`;
  }
  return undefined;
}

function formatParameter({ kind, name }: Exclude<Segment, { kind: "literal" }>): string {
  return kind === "greedy" ? `{${name}+}` : `{${name}}`;
}
