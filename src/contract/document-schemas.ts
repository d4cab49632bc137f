import type { StandardSchemaV1 } from "@standard-schema/spec";
import { type JsonSchema, jsonSchemaOf, type ToJsonSchema } from "./json-schema";
import { type ObjectSchema, readObjectSchema } from "./object-schema";
import {
  isSchemaObject,
  mapSubschemas,
  type ReferenceTarget,
  resolveReference,
  withSubschemas,
} from "./schema-references";

/** Part of a contract that is converted to JSON Schema. */
interface ConvertedSchema {
  readonly root: JsonSchema;
  /** Name of the component, if a reference refers to the whole schema. */
  readonly name: string;
}

/**
 * Schemas of an OpenAPI or AsyncAPI document. A reference of a JSON Schema refers to a part of this schema. In the document, it
 * refers to a component.
 * @see https://spec.openapis.org/oas/v3.1.1.html#components-object
 */
export class DocumentSchemas {
  readonly #convert: ToJsonSchema | undefined;
  readonly #components = new Map<string, JsonSchema | boolean>();
  /** Names of components by their content: a name, and all schemas to which the component refers. */
  readonly #names = new Map<string, string>();

  /** @param convert conversion function. Default: the conversion that the schema itself implements */
  constructor(convert: ToJsonSchema | undefined) {
    this.#convert = convert;
  }

  /** Schemas to which the converted schemas refer, for `components.schemas`. */
  get components(): Readonly<Record<string, JsonSchema | boolean>> {
    return Object.fromEntries(this.#components);
  }

  /**
   * Converts a schema. Adds the schemas to which it refers to the components.
   * @param name name of the component, if the schema refers to itself
   * @throws Error if the schema has no JSON Schema, or if a reference in it has no target
   */
  convert(schema: StandardSchemaV1, name: string): JsonSchema {
    const root = jsonSchemaOf(schema, this.#convert);
    return this.#moveReferences(root, { root, name });
  }

  /**
   * Converts a schema of an object, such as the query. Adds the schemas to which it refers to the components.
   * @param name name of the component, if the schema refers to itself
   * @returns the properties of the objects, or `undefined` if the schema accepts no object
   * @throws Error if the schema has no JSON Schema, or if a reference in it has no target
   */
  convertObject(schema: StandardSchemaV1, name: string): ObjectSchema | undefined {
    const root = jsonSchemaOf(schema, this.#convert);
    const object = readObjectSchema(root, root);
    const move = (property: JsonSchema | boolean) =>
      isSchemaObject(property) ? this.#moveReferences(property, { root, name }) : property;
    return (
      object && {
        properties: new Map([...object.properties].map(([key, property]) => [key, move(property)])),
        required: object.required,
        unnamed: object.unnamed && this.#moveReferences(object.unnamed, { root, name }),
      }
    );
  }

  /** Returns a copy of a schema in which all references refer to components. */
  #moveReferences(schema: JsonSchema, source: ConvertedSchema): JsonSchema {
    const { $id: _, $ref, ...others } = schema;
    const { $defs, definitions, ...keywords } = others as Readonly<Record<string, unknown>>;
    const own = schema === source.root ? keywords : others;
    const copy = mapSubschemas(own, (subschema) => this.#moveReferences(subschema, source));
    return $ref === undefined ? copy : { $ref: this.#referenceTo($ref, source), ...copy };
  }

  #referenceTo(reference: string, source: ConvertedSchema): string {
    const target = resolveReference(source.root, reference);
    return target ? `#/components/schemas/${this.#addComponent(target, source)}${target.path}` : reference;
  }

  /** Adds a component, unless there is one with the same name and content. @returns the name of the component */
  #addComponent({ definition, name }: ReferenceTarget, source: ConvertedSchema): string {
    const content = JSON.stringify([name, ...reachableSchemas(definition, source.root)]);
    const existing = this.#names.get(content);
    if (existing !== undefined) return existing;
    const unique = this.#uniqueName(name ?? source.name);
    this.#names.set(content, unique);
    // The component can refer to itself, so its name is reserved before its references are moved.
    this.#components.set(unique, true);
    this.#components.set(
      unique,
      isSchemaObject(definition) ? this.#moveReferences(definition, source) : definition,
    );
    return unique;
  }

  /** Returns a name that no component has, with the characters that OpenAPI and AsyncAPI allow. */
  #uniqueName(name: string): string {
    const valid = name.replaceAll(/[^\w.-]/g, "_") || "_";
    let candidate = valid;
    for (let number = 2; this.#components.has(candidate); number++) candidate = `${valid}_${number}`;
    return candidate;
  }
}

/** Returns a schema and all schemas to which it refers, directly and indirectly. */
function reachableSchemas(
  schema: JsonSchema | boolean,
  root: JsonSchema,
  reached = new Set<JsonSchema | boolean>(),
): Set<JsonSchema | boolean> {
  if (reached.has(schema)) return reached;
  reached.add(schema);
  for (const { $ref } of isSchemaObject(schema) ? withSubschemas(schema) : []) {
    const target = $ref === undefined ? undefined : resolveReference(root, $ref);
    if (target) reachableSchemas(target.definition, root, reached);
  }
  return reached;
}
