import { ownValue } from "#own-value";

const METHODS: readonly string[] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/** Operation of an OpenAPI document, as JSON. */
export interface DocumentOperation {
  /** Method and path: `GET /bookings/{bookingId}`. */
  readonly name: string;
  readonly operation: unknown;
  /** Parameters by a key that does not depend on the names of path parameters. */
  readonly parameters: ReadonlyMap<string, DocumentParameter>;
}

/** Parameter of an operation. */
export interface DocumentParameter {
  /** Location and name, for messages: `query parameter "from"`. */
  readonly label: string;
  readonly isPath: boolean;
  readonly parameter: unknown;
}

/** Reader of an OpenAPI or AsyncAPI document that is a JSON value of unknown shape. It resolves references in the document. */
export class DocumentReader {
  readonly #document: unknown;
  /** Targets of the references that have other properties. A reference always has the same target object. */
  readonly #targets = new WeakMap<object, object>();

  constructor(document: unknown) {
    this.#document = document;
  }

  /** True if a schema without a JSON Schema is missing in the document. */
  get isIncomplete(): boolean {
    return ownValue(this.#document, "x-incomplete-schemas") === true;
  }

  /** Security requirements of the operations that do not define their own. */
  get security(): unknown {
    return ownValue(this.#document, "security");
  }

  /** Operations of an AsyncAPI document by name. Empty for another document. */
  get messageOperations(): readonly (readonly [string, unknown])[] {
    if (ownValue(this.#document, "asyncapi") === undefined) return [];
    const operations = entriesOf(ownValue(this.#document, "operations"));
    return operations.map(([name, operation]) => [name, this.resolve(operation)]);
  }

  /** Returns the operations by method and path, without the names of path parameters. */
  get operations(): ReadonlyMap<string, DocumentOperation> {
    const paths = entriesOf(ownValue(this.#document, "paths"));
    const entries = paths.flatMap(([path, value]) => {
      const item = this.resolve(value);
      const methods = METHODS.filter((method) => isJsonObject(ownValue(item, method)));
      return methods.map((method) => {
        const operation = ownValue(item, method);
        const lists = [item, operation].map((owner) => itemsOf(ownValue(owner, "parameters")));
        const key = `${method} ${path.replaceAll(/\{[^}]*\}/g, "{}")}`;
        const name = `${method.toUpperCase()} ${path}`;
        return [key, { name, operation, parameters: this.#parameters(path, lists.flat()) }] as const;
      });
    });
    return new Map(entries);
  }

  /**
   * Returns the target of a reference, with the other properties of the reference. Any other value, and a reference that
   * refers to itself, is returned unchanged.
   */
  resolve(value: unknown, followed: readonly unknown[] = []): unknown {
    const reference = ownValue(value, "$ref");
    if (typeof reference !== "string" || !reference.startsWith("#/") || followed.includes(reference))
      return value;
    const known = this.#targets.get(value as object);
    if (known) return known;
    const steps = reference.slice("#/".length).split("/").map(decodeStep);
    const target = this.resolve(steps.reduce<unknown>(ownValue, this.#document), [...followed, reference]);
    const { $ref: _, ...others } = value as Readonly<Record<string, unknown>>;
    if (!isJsonObject(target) || Object.keys(others).length === 0) return target;
    const merged = { ...target, ...others };
    this.#targets.set(value as object, merged);
    return merged;
  }

  #parameters(path: string, list: readonly unknown[]): ReadonlyMap<string, DocumentParameter> {
    const pathNames = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name);
    return new Map(
      list.map((item) => {
        const parameter = this.resolve(item);
        const location = String(ownValue(parameter, "in"));
        const name = String(ownValue(parameter, "name"));
        const isPath = location === "path";
        const id = location === "header" ? name.toLowerCase() : name;
        const key = `${location} ${isPath ? pathNames.indexOf(name) : id}`;
        const label = `${location === "header" ? "request header" : `${location} parameter`} "${name}"`;
        return [key, { label, isPath, parameter }];
      }),
    );
  }
}

/** Decodes a part of a JSON Pointer in a URL: https://www.rfc-editor.org/rfc/rfc6901#section-6 */
function decodeStep(step: string): string {
  const text = step.replaceAll("~1", "/").replaceAll("~0", "~");
  try {
    return decodeURIComponent(text);
  } catch {
    // The text contains a percent sign that encodes no character.
    return text;
  }
}

/** Returns true for an object, and false for a list and any other value. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns the entries of an object; none if the value is no object. */
export function entriesOf(value: unknown): [string, unknown][] {
  return isJsonObject(value) ? Object.entries(value) : [];
}

/** Returns a list unchanged, or an empty list if the value is no list. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
