import { escapeLine } from "#printable";
import { type ResolvedStack, resolveStack, type SynthesizedStack } from "#terraform";
import { ErrorList, LocalError } from "./local-error";
import type { NotEmulated } from "./model";
import { readAttribute, readText } from "./read-value";
import { readOrExplain, tryRead } from "./reader-context";

/** API key of a stack. */
export interface LocalApiKey {
  /** Terraform address: `aws_api_gateway_api_key.gold_acme`. */
  readonly address: string;
  /** Name on AWS: `products-dev-gold-acme`. */
  readonly name: string;
  /** Value that the local gateway accepts, or the reason why it is unknown without AWS. */
  readonly value: string | NotEmulated;
  /** False if the configuration disables the key. */
  readonly isEnabled: boolean;
  /** True if AWS generates the value. The local value is then fake, and no secret. */
  readonly isGenerated: boolean;
}

/**
 * Returns the API keys of a stack.
 * @throws LocalError if an argument of a key is invalid
 */
export function readLocalApiKeys(synthesized: SynthesizedStack): readonly LocalApiKey[] {
  return listLocalApiKeys(resolveStack(synthesized));
}

/** Returns the API keys of a resolved stack. See {@link readLocalApiKeys}. */
export function listLocalApiKeys(stack: ResolvedStack): readonly LocalApiKey[] {
  const context = { stack, errors: new ErrorList(), notEmulated: new ErrorList() };
  const keys = stack.ofType("aws_api_gateway_api_key").flatMap((key) =>
    tryRead(context, () => {
      const configured = readOrExplain(() => readText(key, "value"));
      const name = readOrExplain(() => readText(key, "name"));
      return {
        address: key.address,
        name: typeof name === "string" ? name : key.address,
        // A stack can have thousands of keys, and computing a fake value is slow.
        get value() {
          return configured ?? readOrExplain(() => readAttribute(key, "value"));
        },
        isEnabled: key.values.enabled !== false,
        isGenerated: configured === undefined,
      };
    }),
  );
  context.errors.throwAny();
  return keys;
}

/**
 * Describes an API key in one line: `API key acme: local-acme-…`. A value that the Terraform sets is not printed, because it
 * is the value on AWS too.
 */
export function describeApiKey({ address, name, value, isEnabled, isGenerated }: LocalApiKey): string {
  const text = isGenerated && typeof value === "string" ? value : `value of ${address} in the Terraform`;
  return escapeLine(`API key ${name}: ${text}${isEnabled ? "" : " (disabled)"}`);
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
