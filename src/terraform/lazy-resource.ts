import type { Resource } from "./parsed-stack";
import { referencedAddresses } from "./reference";
import type { ResolvedResource } from "./resolved-stack";

/** Evaluates the parts of a resource that its Terraform JSON does not contain as literal values. */
export interface ValueEvaluator {
  /** Evaluates the expressions in a value, at any depth. */
  value(value: unknown): unknown;
  /** Returns the ID of the existing resource that an `import` block imports. */
  importId(resource: Resource): string | undefined;
  /** Computes an attribute that is not an argument of the resource. */
  computedAttribute(resource: Resource, resolved: ResolvedResource, attribute: string): unknown;
}

/**
 * Resource whose values are evaluated when they are read. A stack can have thousands of resources, and most of them are
 * never read. The members are therefore methods of the class, and not functions that each resource creates.
 */
export class LazyResource implements ResolvedResource {
  readonly #resource: Resource;
  readonly #evaluator: ValueEvaluator;
  #values?: Readonly<Record<string, unknown>>;

  constructor(resource: Resource, evaluator: ValueEvaluator) {
    this.#resource = resource;
    this.#evaluator = evaluator;
  }

  get type(): string {
    return this.#resource.type;
  }

  get name(): string {
    return this.#resource.name;
  }

  get address(): string {
    return this.#resource.address;
  }

  get values(): Readonly<Record<string, unknown>> {
    this.#values ??= createLazyValues(this.#resource.values, this.#evaluator);
    return this.#values;
  }

  get importId(): string | undefined {
    return this.#evaluator.importId(this.#resource);
  }

  has(argument: string): boolean {
    return Object.hasOwn(this.#resource.values, argument);
  }

  attribute(name: string): unknown {
    return this.values[name] ?? this.#evaluator.computedAttribute(this.#resource, this, name);
  }

  references(argument: string): readonly string[] {
    return referencedAddresses(this.#resource.values[argument]);
  }
}

/** Returns an object that evaluates each of its properties when the property is read for the first time. */
function createLazyValues(
  values: Resource["values"],
  evaluator: ValueEvaluator,
): Readonly<Record<string, unknown>> {
  const lazy: Record<string, unknown> = Object.create(null);
  for (const name of Object.keys(values)) {
    const value = values[name];
    // A getter costs more time than a literal value.
    if (isLiteral(value)) lazy[name] = value;
    else defineLazy(lazy, name, () => evaluator.value(value));
  }
  return lazy;
}

function defineLazy(values: Record<string, unknown>, name: string, evaluate: () => unknown): void {
  Object.defineProperty(values, name, {
    enumerable: true,
    configurable: true,
    get: () => {
      const value = evaluate();
      Object.defineProperty(values, name, { enumerable: true, value });
      return value;
    },
  });
}

/** Returns true for a value without a template, which is the same before and after the evaluation. */
function isLiteral(value: unknown): boolean {
  return typeof value === "string" ? !/[$%]\{/.test(value) : typeof value !== "object" || value === null;
}
