import { blocks, findUnknown, type ResolvedResource, UnknownValue } from "#terraform";
import { toText } from "./convert-value";
import type { EnvFile } from "./env-file";
import { type ReaderContext, readValid } from "./reader-context";

/**
 * Reads the environment variables of a function. A variable whose value only AWS or real Terraform knows gets a
 * placeholder, and a message is added to the context. The values of the env file replace those of the configuration.
 */
export function readEnvironment(
  context: ReaderContext,
  resource: ResolvedResource,
): Readonly<Record<string, string>> {
  const { envFile, unknownValues } = context;
  const own = valuesOf(envFile, resource);
  const variables = readVariables(resource);
  if (variables instanceof UnknownValue) {
    unknownValues.add(
      `${resource.address}: environment: cannot evaluate ${variables.describe()}, so its variables are not set. Write each of them into ${envFile.name}: ${resource.name}.NAME=value`,
    );
    return Object.fromEntries([...envFile.shared, ...own]);
  }
  const entries = Object.entries(variables).flatMap(([name, value]) => {
    const given = own.get(name) ?? envFile.shared.get(name);
    if (given === undefined && value === null) return [];
    return [[name, given ?? readVariable(context, resource, name, value)] as const];
  });
  return Object.fromEntries([...entries, ...own]);
}

/** Returns the variables of the configuration by name, or an `UnknownValue` if their names are unknown. */
function readVariables({ values }: ResolvedResource): object {
  if (values.environment instanceof UnknownValue) return values.environment;
  const [block] = blocks(values.environment);
  return block?.variables ?? {};
}

/** Returns the values of the lines `FUNCTION.NAME=value` of a function. */
function valuesOf({ byFunction }: EnvFile, { name, values }: ResolvedResource): ReadonlyMap<string, string> {
  return new Map([...(byFunction.get(String(values.function_name)) ?? []), ...(byFunction.get(name) ?? [])]);
}

function readVariable(
  context: ReaderContext,
  { address, name: fn }: ResolvedResource,
  name: string,
  value: unknown,
): string {
  const { envFile, unknownValues } = context;
  const unknown = findUnknown(value);
  if (!unknown) {
    const subject = `${address}: environment.variables.${name}`;
    return readValid(context, () => toText(value, subject)) ?? "";
  }
  unknownValues.add(
    `${address}: environment variable ${name}: cannot evaluate ${unknown.describe()}, so it has a placeholder. Write its value into ${envFile.name}: ${fn}.${name}=value`,
  );
  return `placeholder for ${name}: write ${fn}.${name}=value into ${envFile.name}`;
}
