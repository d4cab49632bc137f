/**
 * Terraform JSON of a folder, normalized to one notation. Terraform allows several notations for the same
 * blocks, for example an object or an array of objects.
 */
export interface Configuration {
  /** Resources by type and name. */
  readonly resource: Readonly<Record<string, Readonly<Record<string, Body>>>>;
  /** Data sources by type and name. */
  readonly data: Readonly<Record<string, Readonly<Record<string, Body>>>>;
  readonly variable: Readonly<Record<string, Body>>;
  readonly locals: Body;
  readonly output: Readonly<Record<string, Body>>;
  /** `provider` blocks, by provider name. A provider has several blocks if some of them have an `alias`. */
  readonly provider: Readonly<Record<string, readonly Body[]>>;
  readonly module: Readonly<Record<string, Body>>;
  /** `import` blocks, which name existing resources that Terraform imports into the state. */
  readonly import: readonly Body[];
  /** Settings of Terraform itself, such as the backend and the versions of the providers. */
  readonly terraform: Body;
}

/** Arguments of a block. */
export type Body = Readonly<Record<string, unknown>>;

/**
 * Merges the JSON of several files, as Terraform does. Wherever a block is allowed, an array of blocks is
 * also allowed.
 * @see https://developer.hashicorp.com/terraform/language/syntax/json#nested-block-mapping
 */
export function mergeConfiguration(files: readonly Body[]): Configuration {
  const all = (name: string) => files.flatMap((file) => blocks(file[name]));
  return {
    resource: byTypeAndName(all("resource")),
    data: byTypeAndName(all("data")),
    variable: byName(all("variable")),
    locals: merge(all("locals")),
    output: byName(all("output")),
    provider: groupByName(all("provider")),
    module: byName(all("module")),
    import: all("import"),
    terraform: merge(all("terraform")),
  };
}

/**
 * Returns the blocks in the value of an argument: none if the argument is not set, one for an object, several
 * for an array.
 */
export function blocks(value: unknown): readonly Body[] {
  return Array.isArray(value) ? value.filter(isBody) : isBody(value) ? [value] : [];
}

/** Returns true for an object that is not an array, such as the content of a block. */
export function isBody(value: unknown): value is Body {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/**
 * Returns the ID of an existing resource that Terraform imports, without the IDs of its parents: `a1b2c3d4e5` for an API,
 * and `abc123` for the integration `a1b2c3d4e5/abc123`. Returns `undefined` if the resource is not imported.
 */
export function findImportId({ import: imports }: Configuration, address: string): string | undefined {
  const block = imports.find(({ to }) => String(to).replace(/^\$\{(.*)\}$/, "$1") === address);
  return typeof block?.id === "string" ? block.id.split("/").at(-1) : undefined;
}

function groupByName(all: readonly Body[]): Record<string, readonly Body[]> {
  const grouped = emptyRecord<Body[]>();
  for (const named of all) {
    for (const name of Object.keys(named)) {
      grouped[name] ??= [];
      grouped[name].push(...blocks(named[name]));
    }
  }
  return grouped;
}

/**
 * Returns the first block with each name. Duplicates are not reported here, because Terraform rejects them.
 */
function byName(all: readonly Body[]): Record<string, Body> {
  const first = emptyRecord<Body>();
  for (const named of all) {
    for (const name of Object.keys(named)) {
      const body = blocks(named[name])[0];
      if (body) first[name] ??= body;
    }
  }
  return first;
}

function byTypeAndName(all: readonly Body[]): Record<string, Record<string, Body>> {
  const types = emptyRecord<Record<string, Body>>();
  for (const [type, named] of Object.entries(groupByName(all))) types[type] = byName(named);
  return types;
}

/** Returns the arguments of all blocks together. The last block with an argument determines its value. */
function merge(all: readonly Body[]): Body {
  return Object.assign(emptyRecord(), ...all);
}

/** Returns a record without a prototype, so that it contains no value for a name such as `constructor`. */
function emptyRecord<Value>(): Record<string, Value> {
  return Object.create(null);
}
