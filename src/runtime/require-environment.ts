/**
 * Returns the values of environment variables. Throws an error if one of them is not set or is empty.
 *
 * Without this check, an AWS SDK sends a request without the value. The error of AWS then names a parameter of the
 * request instead of the environment variable.
 *
 * @param names environment variables to read
 * @returns a value for each name
 * @throws Error if variables are not set or are empty. The message lists all of them
 * @example
 * process.env.PRODUCTS_TABLE = "products-dev-products"; // on AWS: `environment` of the NodejsFunction
 * const { PRODUCTS_TABLE } = requireEnvironment("PRODUCTS_TABLE");
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function requireEnvironment<Name extends string>(
  ...names: readonly Name[]
): Readonly<Record<Name, string>> {
  const values = names.map((name) => [name, process.env[name] as unknown] as const);
  // The type of a name that every object inherits, such as "constructor", is not "string".
  const missing = values.filter(([, value]) => typeof value !== "string" || value === "");
  if (missing.length > 0) throw new Error(describeMissing(missing));
  return Object.fromEntries(values) as Record<Name, string>;
}

function describeMissing(missing: readonly (readonly [name: string, value: unknown])[]): string {
  const errors = missing.map(
    ([name, value]) => `environment variable ${name} is ${value === "" ? "empty" : "not set"}`,
  );
  const example = missing.map(([name]) => `${name}: table.name`).join(", ");
  return `${errors.join(", ")}; expected a value. Set \`environment\` of the NodejsFunction, such as { ${example} }.`;
}
