type Values = Readonly<Record<string, unknown>>;

/** Models of an OpenAPI definition, as arguments of Terraform resources by name. */
export type DefinitionModels = Readonly<Record<string, Values>>;

/** References to the schemas of OpenAPI 3 and of Swagger 2. */
const REFERENCE = /^#\/(?:components\/schemas|definitions)\/([^/]+)$/;

/**
 * Returns the models of the schemas of a definition. API Gateway creates a model for each schema. Each model of the result
 * contains the schemas to which it can refer.
 */
export function readModels(document: Values): DefinitionModels {
  const schemas = schemasOf(document);
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, describeModel(schema, schemas)]),
  );
}

/** Models of an operation: names by content type, and the models of the schemas that have no name. */
export interface OperationModels {
  readonly names: Readonly<Record<string, string>>;
  readonly models: DefinitionModels;
}

/**
 * Returns the models of the request bodies of an operation.
 *
 * @param label method and path, from which the models without a name get one
 */
export function readOperationModels(document: Values, operation: Values, label: string): OperationModels {
  const schemas = schemasOf(document);
  const bodies = bodiesOf(document, operation).map(([type, schema], index) => {
    const [, name = ""] = REFERENCE.exec(String(Object(schema).$ref)) ?? [];
    const isNamed = Object.hasOwn(schemas, decodeName(name));
    return { type, schema, isNamed, name: isNamed ? decodeName(name) : `${label} ${index}` };
  });
  const unnamed = bodies.filter(({ isNamed }) => !isNamed);
  return {
    names: Object.fromEntries(bodies.map(({ type, name }) => [type, name])),
    models: Object.fromEntries(unnamed.map(({ name, schema }) => [name, describeModel(schema, schemas)])),
  };
}

function bodiesOf(document: Values, { requestBody, parameters, consumes }: Values): [string, unknown][] {
  const content = Object.entries(Object(Object(requestBody).content) as Record<string, unknown>);
  const body = Object.values(Object(parameters)).find((parameter) => Object(parameter).in === "body");
  const types = [consumes ?? document.consumes ?? "application/json"].flat().map(String);
  return [
    ...content.map(([type, media]): [string, unknown] => [type, Object(media).schema ?? {}]),
    ...(body ? types.map((type): [string, unknown] => [type, Object(body).schema ?? {}]) : []),
  ];
}

function schemasOf({ components, definitions }: Values): Values {
  return (Object(components).schemas ?? definitions ?? {}) as Values;
}

function describeModel(schema: unknown, schemas: Values): Values {
  const definitions = mapReferences(schemas) as Values;
  const own = mapReferences(schema);
  const { $ref, ...keywords } = Object(own) as Values;
  const root = $ref === undefined ? keywords : { ...keywords, allOf: [{ $ref }] };
  return { schema: JSON.stringify({ ...root, definitions }) };
}

/** Replaces references to the schemas of the definition with references to the definitions of a model. */
function mapReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mapReferences);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, child]) => {
    const [, target] = name === "$ref" && typeof child === "string" ? (REFERENCE.exec(child) ?? []) : [];
    return [name, target === undefined ? mapReferences(child) : `#/definitions/${target}`];
  });
  return Object.fromEntries(entries);
}

/** @see https://www.rfc-editor.org/rfc/rfc6901#section-6 */
function decodeName(name: string): string {
  return name.replaceAll("~1", "/").replaceAll("~0", "~");
}
