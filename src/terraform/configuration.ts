/** A folder's Terraform JSON as one: what Terraform allows to be written in several ways, written in one. */
export interface Configuration {
  /** By type and name. */
  readonly resource: Readonly<Record<string, Readonly<Record<string, Body>>>>;
  /** By type and name. */
  readonly data: Readonly<Record<string, Readonly<Record<string, Body>>>>;
  readonly variable: Readonly<Record<string, Body>>;
  readonly locals: Body;
  readonly output: Readonly<Record<string, Body>>;
  /** By provider, as many as are configured. */
  readonly provider: Readonly<Record<string, readonly Body[]>>;
  readonly module: Readonly<Record<string, Body>>;
  /** What is taken into the state. */
  readonly import: readonly Body[];
  /** Settings of Terraform itself: the backend, the providers' versions. */
  readonly terraform: Body;
}

/** The arguments of a block. */
export type Body = Readonly<Record<string, unknown>>;

/**
 * Merges the JSON of several files, as Terraform does. Wherever a block stands, an array of blocks may.
 * @see https://developer.hashicorp.com/terraform/language/syntax/json#nested-block-mapping
 */
export function mergeConfiguration(files: readonly Body[]): Configuration {
  const all = (name: string) => files.flatMap((file) => blocks(file[name]));
  return {
    resource: labelledTwice(all("resource")),
    data: labelledTwice(all("data")),
    variable: labelled(all("variable")),
    locals: Object.assign({}, ...all("locals")),
    output: labelled(all("output")),
    provider: byName(all("provider")),
    module: labelled(all("module")),
    import: all("import"),
    terraform: Object.assign({}, ...all("terraform")),
  };
}

/** The blocks of an argument: none where it is not there, one where it is an object, or a list of them. */
export function blocks(value: unknown): readonly Body[] {
  return [value].flat().filter(isBody);
}

function isBody(value: unknown): value is Body {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function byName(all: readonly Body[]): Record<string, readonly Body[]> {
  const grouped: Record<string, readonly Body[]> = {};
  for (const [name, value] of all.flatMap(Object.entries)) {
    grouped[name] = [...(grouped[name] ?? []), ...blocks(value)];
  }
  return grouped;
}

/** A block that is there twice is an error of Terraform's, which would have told of it. */
function labelled(all: readonly Body[]): Record<string, Body> {
  const entries = Object.entries(byName(all)).flatMap(([name, [body]]) => (body ? [[name, body]] : []));
  return Object.fromEntries(entries);
}

function labelledTwice(all: readonly Body[]): Record<string, Record<string, Body>> {
  const types = Object.entries(byName(all)).map(([type, named]) => [type, labelled(named)]);
  return Object.fromEntries(types);
}
