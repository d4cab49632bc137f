import { STRING_LIST, STRING_MAP, type UtilityProvider } from "./utility-type";

/**
 * Data source of hashicorp/external 2.4.0.
 *
 * The offline provider does not run the program, because a plan must be safe for the code of a pull request. The result
 * is unknown until the apply.
 *
 * @see https://registry.terraform.io/providers/hashicorp/external/2.4.0/docs/data-sources/external
 */
export const EXTERNAL: UtilityProvider = {
  data: {
    external: {
      required: { program: STRING_LIST },
      optional: { query: STRING_MAP, working_dir: "string" },
      readOnly: { id: "string", result: STRING_MAP },
      isUnknownOffline: true,
      read: () => ({ id: "-" }),
    },
  },
};
