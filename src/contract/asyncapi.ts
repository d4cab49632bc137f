import { AsyncApiOperations } from "./asyncapi-operations";
import { readServers, type ServerObject } from "./asyncapi-servers";
import { DocumentSchemas } from "./document-schemas";
import { toDraft7 } from "./draft7-schema";
import { DEFAULT_ROUTE_KEY_FIELD } from "./frame-schema";
import type { JsonSchema, ToJsonSchema } from "./json-schema";
import type { SocketContracts } from "./message";
import { messageSchemas, validateMessageSchemas } from "./validate-message-schemas";
import { validateAction, validateEventName, validateMessageExamples } from "./validate-messages";

/** Title, version and servers of an AsyncAPI document. */
export interface AsyncApiInfo {
  readonly title: string;
  /** Version of the API, not of AsyncAPI: `1.0.0`. */
  readonly version: string;
  readonly description?: string;
  /** URLs to which clients connect, with a description of each: `wss://chat.example.com`. Default: none. */
  readonly servers?: readonly { readonly url: string; readonly description?: string }[];
  /**
   * Function that converts a schema to JSON Schema (2020-12). zod/mini needs
   * `(schema) => z.toJSONSchema(schema, { io: "input" })`. Default: the conversion that the schema itself
   * implements according to Standard JSON Schema (https://standardschema.dev).
   */
  readonly jsonSchema?: ToJsonSchema;
}

/**
 * Returns the AsyncAPI 3.0 document of messages and events. It contains the frames that clients and the server send over a
 * connection, with their schemas and examples.
 *
 * A message becomes an operation `receive`, whose name is its name in `contracts`. A two-way message has a reply. An event
 * becomes an operation `send`. The operation `errors` contains problems, and the errors of API Gateway. The route key of a
 * message is in the field `action`.
 *
 * @throws Error if a value of `contracts` is neither a message nor an event, if a name is malformed or occurs twice, or if
 * an example does not match its schema. Also if a schema has no JSON Schema, or the URL of a server is malformed. The
 * message has a line for each error of a contract
 * @example
 * const document = asyncapi({ ping: message("ping", { reply: empty }) }, { title: "Chat", version: "1.0.0" });
 * Object.keys(document.operations); // ["ping", "errors"]
 *
 * @see https://www.asyncapi.com/docs/reference/specification/v3.0.0
 */
export function asyncapi(contracts: SocketContracts, info: AsyncApiInfo): AsyncApiDocument {
  return describeMessages(contracts, info, {});
}

/** Settings of an API that its contracts do not contain. */
export interface ConnectionSettings {
  /** Field of a message with the route key. Default: `action`. */
  readonly routeKeyField?: string;
  /** Security schemes of a handshake, by name. A client needs one of them. Default: the document contains none. */
  readonly securitySchemes?: Readonly<Record<string, object>>;
  /** Server of a document without the option `servers`. Default: none. */
  readonly defaultServer?: ServerObject;
}

/**
 * Returns the document of {@link asyncapi} for an API with other settings.
 * @throws Error like {@link asyncapi}
 */
export function describeMessages(
  contracts: SocketContracts,
  info: AsyncApiInfo,
  settings: ConnectionSettings,
): AsyncApiDocument {
  const { jsonSchema, servers, ...metadata } = info;
  const { routeKeyField = DEFAULT_ROUTE_KEY_FIELD, securitySchemes, defaultServer } = settings;
  const errors = validateContracts(contracts, jsonSchema);
  if (errors.length > 0) throw new Error(errors.join("\n"));
  const schemas = new DocumentSchemas(jsonSchema);
  const { operations, messages } = new AsyncApiOperations(contracts, routeKeyField, schemas);
  const serverObjects = servers ? readServers(servers) : defaultServer && { server: defaultServer };
  return {
    asyncapi: "3.0.0",
    info: metadata,
    defaultContentType: "application/json",
    ...(serverObjects ? { servers: withSecurity(serverObjects, securitySchemes) } : {}),
    channels: {
      connection: {
        address: "/",
        description: "Messages of a connection",
        messages: referencesTo(messages),
      },
    },
    operations: Object.fromEntries(operations),
    components: {
      schemas: toDraft7Schemas(schemas.components),
      messages: Object.fromEntries(messages),
      ...(securitySchemes && Object.keys(securitySchemes).length > 0 ? { securitySchemes } : {}),
    },
  };
}

/** AsyncAPI document as a JSON value. `operations` contains the operations by name. */
export interface AsyncApiDocument {
  readonly asyncapi: string;
  readonly info: object;
  readonly defaultContentType: string;
  readonly servers?: Readonly<Record<string, object>>;
  readonly channels: Readonly<Record<string, object>>;
  readonly operations: Readonly<Record<string, object>>;
  readonly components: object;
}

function referencesTo(messages: ReadonlyMap<string, unknown>): object {
  return Object.fromEntries(
    [...messages.keys()].map((name) => [name, { $ref: `#/components/messages/${name}` }]),
  );
}

function withSecurity(
  servers: Readonly<Record<string, ServerObject>>,
  schemes: Readonly<Record<string, object>> = {},
): Record<string, object> {
  const security = Object.keys(schemes).map((name) => ({ $ref: `#/components/securitySchemes/${name}` }));
  const entries = Object.entries(servers).map(([name, server]) => [
    name,
    security.length > 0 ? { ...server, security } : server,
  ]);
  return Object.fromEntries(entries);
}

function toDraft7Schemas(schemas: Readonly<Record<string, JsonSchema | boolean>>): object {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, toDraft7(schema)]));
}

/** Returns the errors of the names, the examples and the schemas of contracts. */
function validateContracts(contracts: SocketContracts, convert: ToJsonSchema | undefined): string[] {
  const subjects = new Set<string>();
  return Object.entries(contracts).flatMap(([name, contract]) => {
    const wrong = describeOther(name, contract);
    if (wrong !== undefined) return [wrong];
    const { subject } = messageSchemas(contract);
    if (subjects.has(subject)) return [`duplicate ${subject}. Remove one.`];
    subjects.add(subject);
    const errors = [
      ...("action" in contract ? validateAction(contract) : validateEventName(contract)),
      ...validateMessageExamples(contract),
      ...validateMessageSchemas(contract, convert),
    ];
    return errors.map((error) => `${subject}: ${error}`);
  });
}

/** Returns the error of a value that is neither a message nor an event. */
function describeOther(name: string, value: unknown): string | undefined {
  const { action, event, key } = Object(value) as Readonly<Record<string, unknown>>;
  if (typeof action === "string" || typeof event === "string") return undefined;
  const expected = `"${name}" is not a contract of a WebSocket API; expected a value from message() or event().`;
  return typeof key === "string"
    ? `${expected} Pass a route to openapi().`
    : `${expected} Pass a group of contracts separately, or add its contracts with \`...${name}\`.`;
}
