import { type ResolvedStack, resolveStack, type SynthesizedStack } from "#terraform";
import { ErrorList, LocalError } from "./local-error";
import { readAttribute, readText } from "./read-value";
import { tryRead } from "./reader-context";

/** API key of a stack, with the value that the local gateway accepts. */
export interface LocalApiKey {
  /** Terraform address: `aws_api_gateway_api_key.gold_acme`. */
  readonly address: string;
  /** Name on AWS: `products-dev-gold-acme`. */
  readonly name: string;
  readonly value: string;
  /** True if AWS generates the value. The local value is then fake, and no secret. */
  readonly isGenerated: boolean;
}

/**
 * Returns the API keys of a stack. A key whose value cannot be known without AWS is omitted.
 * @throws LocalError if an argument of a key is invalid
 */
export function readLocalApiKeys(synthesized: SynthesizedStack): readonly LocalApiKey[] {
  return listLocalApiKeys(resolveStack(synthesized));
}

function listLocalApiKeys(stack: ResolvedStack): readonly LocalApiKey[] {
  const context = { stack, errors: new ErrorList(), notEmulated: new ErrorList() };
  const keys = stack.ofType("aws_api_gateway_api_key").flatMap((key) =>
    tryRead(context, () => {
      const configured = readText(key, "value");
      return {
        address: key.address,
        name: readText(key, "name") ?? key.address,
        value: configured ?? readAttribute(key, "value"),
        isGenerated: configured === undefined,
      };
    }),
  );
  context.errors.throwAny();
  return keys;
}

/** Names of an API key. */
type NamedKey = Pick<LocalApiKey, "address" | "name">;

/**
 * Returns the API keys with a name: the Terraform address, the name in Terraform or the name on AWS. If no key has it, the
 * end of the name on AWS is sufficient: `acme` finds `products-dev-gold-acme`.
 */
export function findApiKeys<Key extends NamedKey>(keys: readonly Key[], name: string): readonly Key[] {
  const exact = keys.filter((key) => [key.address, labelOf(key), key.name].includes(name));
  return exact.length > 0 ? exact : keys.filter((key) => key.name.endsWith(`-${name}`));
}

/**
 * Returns the API key with a name. See {@link findApiKeys}.
 *
 * @param stacks description of the stack, for error messages: `stack "products-dev"`
 * @throws LocalError if no key has the name, or if several keys have it
 */
export function selectApiKey<Key extends NamedKey>(keys: readonly Key[], name: string, stacks: string): Key {
  const [match, ...others] = findApiKeys(keys, name);
  if (match && others.length === 0) return match;
  if (match) {
    const labels = listNames([match, ...others].map(labelOf));
    throw new LocalError([`${stacks} has several API keys "${name}". Write one of ${labels}.`]);
  }
  throw unknownApiKey(keys, name, stacks);
}

/** Returns the error for a name that no API key has. @param stacks as in {@link selectApiKey} */
export function unknownApiKey(keys: readonly NamedKey[], name: string, stacks: string): LocalError {
  const fix =
    keys.length === 0
      ? "Add one with the method addKey() of a UsagePlan."
      : `Write one of ${listNames(keys.map((key) => key.name))}.`;
  return new LocalError([`${stacks} has no API key "${name}". ${fix}`]);
}

/** Maximum number of names in an error message. */
const MAX_LISTED_NAMES = 20;

function listNames(names: readonly string[]): string {
  const sorted = [...new Set(names)].sort();
  const hidden = sorted.length - MAX_LISTED_NAMES;
  const listed = sorted.slice(0, MAX_LISTED_NAMES).join(", ");
  return hidden > 0 ? `${listed} and ${hidden} more` : listed;
}

/** Returns the name of a key in Terraform: `gold_acme`. */
function labelOf({ address }: NamedKey): string {
  return address.slice(address.indexOf(".") + 1);
}
