import { type IConstruct, TerraformDataSource, type TerraformElement, TerraformResource } from "../cdktf";
import { resolveTokens } from "../tokens";

type Values = Readonly<Record<string, unknown>>;

/** Resource or data source of a stack. */
export class StackResource {
  /** Terraform type. The type of a data source starts with `data.`. */
  readonly type: string;
  #address?: string;
  #values?: Values;

  readonly construct: TerraformResource | TerraformDataSource;

  constructor(construct: TerraformResource | TerraformDataSource) {
    this.construct = construct;
    const isData = TerraformDataSource.isTerraformDataSource(construct);
    this.type = `${isData ? "data." : ""}${construct.terraformResourceType}`;
  }

  /** Terraform address without an index: `aws_lambda_function.health`. */
  get address(): string {
    this.#address ??= `${this.type}.${this.construct.friendlyUniqueId}`;
    return this.#address;
  }

  /** Arguments as synthesis writes them, with unresolved tokens. They are read only once, because reading is slow. */
  get values(): Values {
    this.#values ??= readValues(this.construct);
    return this.#values;
  }

  /**
   * Returns an argument with unresolved tokens. The names inside a block are in camel case. CDKTF has a getter for each
   * argument, which is much faster than {@link values}, but does not see the overrides of a resource.
   */
  read(argument: string): unknown {
    const getters = this.construct as unknown as Values;
    const getter = `${argument.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())}Input`;
    const hasOverrides = Object.keys((getters.rawOverrides ?? {}) as object).length > 0;
    return getter in getters && !hasOverrides ? getters[getter] : this.values[argument];
  }

  /** Returns the result of {@link read} with resolved tokens. */
  resolve(argument: string): unknown {
    return resolveTokens(this.construct, this.read(argument));
  }
}

function readValues(construct: TerraformResource | TerraformDataSource): Values {
  const { resource, data } = construct.toTerraform();
  return (resource ?? data)[construct.terraformResourceType][construct.friendlyUniqueId];
}

/** Resources and data sources of a stack, by type. */
export class StackResources {
  readonly elements: readonly TerraformElement[];
  readonly others: () => readonly StackResources[];
  readonly #byType = new Map<string, StackResource[]>();
  readonly #results = new Map<unknown, unknown>();

  /**
   * @param elements Terraform elements of the stack
   * @param others returns the other stacks of the app
   */
  constructor(elements: readonly TerraformElement[], others: () => readonly StackResources[]) {
    this.elements = elements;
    this.others = others;
    for (const element of elements) {
      if (!isResource(element)) continue;
      const resource = new StackResource(element);
      const others = this.#byType.get(resource.type);
      if (others) others.push(resource);
      else this.#byType.set(resource.type, [resource]);
    }
  }

  /** Returns true if the stack has a resource or a data source with a Terraform address. */
  has(address: string): boolean {
    return [...this.#byType.values()].flat().some((resource) => resource.address === address);
  }

  /** Returns the result of a function for the stack. Several checks share the result, which is computed once. */
  once<Result>(compute: (stack: StackResources) => Result): Result {
    if (!this.#results.has(compute)) this.#results.set(compute, compute(this));
    return this.#results.get(compute) as Result;
  }

  ofType(...types: readonly string[]): readonly StackResource[] {
    return types.flatMap((type) => this.#byType.get(type) ?? []);
  }
}

/** Returns the resources and data sources of a construct and of all constructs in it. */
export function listResources(scope: IConstruct): readonly StackResource[] {
  return scope.node
    .findAll()
    .filter(isResource)
    .map((construct) => new StackResource(construct));
}

/** Returns true for a resource and for a data source. */
function isResource(construct: IConstruct): construct is TerraformResource | TerraformDataSource {
  return (
    TerraformResource.isTerraformResource(construct) || TerraformDataSource.isTerraformDataSource(construct)
  );
}

/** Matches a Terraform address without an index in an expression. */
const ADDRESS = /(?:data\.)?\baws_\w+\.[\w-]+/g;

/** Returns the addresses of AWS resources in a value with resolved tokens. */
export function findAddresses(value: unknown): readonly string[] {
  return (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).match(ADDRESS) ?? [];
}
