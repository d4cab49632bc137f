import {
  type Message,
  messageSchemas,
  type Route,
  type SocketEvent,
  type ToJsonSchema,
  validateJsonSchemas,
  validateMessageSchemas,
} from "#contract";

type Schema = NonNullable<Route["body"]>;

/** Standard Schema with its conversion to JSON Schema: https://standardschema.dev */
const ANY_VALUE = {
  "~standard": {
    version: 1,
    vendor: "gatewright",
    validate: (value: unknown) => ({ value }),
    jsonSchema: { input: () => ({ $comment: "no JSON Schema" }), output: () => ({}) },
  },
} as const;

/** Returns a conversion that also converts the schemas with which {@link withConvertibleSchemas} replaces others. */
export function convertOrAccept(convert: ToJsonSchema | undefined): ToJsonSchema | undefined {
  if (!convert) return undefined;
  return (schema: unknown) =>
    schema === ANY_VALUE ? ANY_VALUE["~standard"].jsonSchema.input() : convert(schema as never);
}

/**
 * Returns a copy of a contract without examples, in which a schema that accepts every value replaces each schema without
 * a JSON Schema.
 */
export function withConvertibleSchemas(
  { examples: _, ...route }: Route,
  convert: ToJsonSchema | undefined,
): Route {
  const { replies = {} } = route;
  const convertible = (field: "params" | "query" | "headers" | "body") => {
    const schema = route[field];
    return schema ? { [field]: isConvertible(route, { [field]: schema }, convert) ? schema : ANY_VALUE } : {};
  };
  const convertibleReplies = Object.entries(replies).map(([status, media]) => {
    const isReplaced = "~standard" in media && !isConvertible(route, { body: media }, convert);
    return [status, isReplaced ? ANY_VALUE : media];
  });
  return {
    ...route,
    ...convertible("params"),
    ...convertible("query"),
    ...convertible("headers"),
    ...convertible("body"),
    ...(route.replies ? { replies: Object.fromEntries(convertibleReplies) } : {}),
  };
}

function isConvertible(
  { key }: Route,
  schema: Readonly<Record<string, Schema>>,
  convert: ToJsonSchema | undefined,
): boolean {
  return validateJsonSchemas({ key, ...schema }, convert).length === 0;
}

/** Returns true if a contract returned by {@link withConvertibleSchemas} contains all schemas of the original. */
export function hasAllSchemas({ params, query, headers, body, replies = {} }: Route): boolean {
  const schemas: unknown[] = [params, query, headers, body, ...Object.values(replies)];
  return !schemas.includes(ANY_VALUE);
}

/**
 * Returns a copy of a message or an event without examples. A schema that accepts every value replaces each schema without
 * a JSON Schema.
 */
export function withConvertibleMessage<Contract extends Message | SocketEvent>(
  { examples: _, ...contract }: Contract,
  convert: ToJsonSchema | undefined,
): Contract {
  const { schemas } = messageSchemas(contract as Contract);
  const replaced = Object.entries(schemas).filter(
    ([, body]) => body && validateMessageSchemas({ action: "a", body }, convert).length > 0,
  );
  const others = Object.fromEntries(replaced.map(([part]) => [part, ANY_VALUE]));
  return { ...(contract as Contract), ...others };
}

/** Returns true if a contract returned by {@link withConvertibleMessage} contains all schemas of the original. */
export function hasAllMessageSchemas(contract: Message | SocketEvent): boolean {
  const schemas: readonly unknown[] = Object.values(messageSchemas(contract).schemas);
  return !schemas.includes(ANY_VALUE);
}
