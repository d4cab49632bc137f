import type { Block, NestedBlock } from "../schema";
import { isObject, type ObjectValue, type Value } from "./value";

/** Step of the path to an attribute, in the form of Terraform's plugin protocol. */
export type Step =
  | { readonly attribute_name: string }
  | { readonly element_key_string: string }
  | { readonly element_key_int: number };

/** Error that the provider returns and Terraform prints. */
export interface Diagnostic {
  readonly severity: "ERROR";
  readonly summary: string;
  readonly detail: string;
  readonly attribute?: { readonly steps: readonly Step[] };
}

/**
 * Checks the rules that Terraform leaves to providers: no required argument is null, and no read-only
 * attribute is set. The messages are the same as in HashiCorp's plugin SDK.
 * @see https://github.com/hashicorp/terraform-plugin-sdk/blob/main/helper/schema/schema.go
 */
export function validateConfig(block: Block, config: Value): readonly Diagnostic[] {
  return isObject(config) ? validateBlock(block, config, []) : [];
}

function validateBlock(block: Block, config: ObjectValue, at: readonly Step[]): Diagnostic[] {
  return [
    ...block.attributes.flatMap((attribute) => {
      const { name, required, optional } = attribute;
      const isNull = (config[name] ?? null) === null;
      const path = [...at, { attribute_name: name }];
      if (required && isNull) return [missing(name, path)];
      return required || optional || isNull ? [] : [unconfigurable(name, path)];
    }),
    ...block.blocks.flatMap((nested) => validateNested(nested, config[nested.name] ?? null, at)),
  ];
}

function validateNested(
  { name, nesting, block }: NestedBlock,
  value: Value,
  at: readonly Step[],
): Diagnostic[] {
  const path = [...at, { attribute_name: name }];
  if (isObject(value)) return validateBlock(block, value, path);
  if (!Array.isArray(value)) return [];
  return value.flatMap((element, index) => {
    // An element of a set has no index, so the path ends at the set.
    const elementPath = nesting === "set" ? path : [...path, { element_key_int: index }];
    return isObject(element) ? validateBlock(block, element, elementPath) : [];
  });
}

function missing(name: string, steps: readonly Step[]): Diagnostic {
  return {
    severity: "ERROR",
    summary: "Missing required argument",
    detail: `The argument "${name}" is required, but no definition was found.`,
    attribute: { steps },
  };
}

function unconfigurable(name: string, steps: readonly Step[]): Diagnostic {
  return {
    severity: "ERROR",
    summary: "Value for unconfigurable attribute",
    detail: `Can't configure a value for "${name}": its value will be decided automatically based on the result of applying this configuration.`,
    attribute: { steps },
  };
}
