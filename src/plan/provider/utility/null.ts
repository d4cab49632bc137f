import { STRING_MAP, type UtilityProvider } from "./utility-type";

/**
 * Types of hashicorp/null 3.3.1.
 *
 * @see https://registry.terraform.io/providers/hashicorp/null/3.3.1/docs
 */
export const NULL: UtilityProvider = {
  resource: { null_resource: { optional: { triggers: STRING_MAP }, readOnly: { id: "string" } } },
  data: {
    null_data_source: {
      optional: { has_computed_default: "string", inputs: STRING_MAP },
      readOnly: { id: "string", outputs: STRING_MAP, random: "string" },
      alsoComputed: ["has_computed_default"],
      read: ({ inputs = null, has_computed_default }) => ({
        has_computed_default: has_computed_default ?? "default",
        id: "static",
        outputs: inputs,
        random: "0",
      }),
    },
  },
};
