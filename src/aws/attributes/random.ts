import { type ComputedTypes, type ResourceContext, uuid } from "./resource-context";

/**
 * Resources of the provider `random`, whose values are often parts of names on AWS. The values are fake: Terraform
 * chooses them at the first apply.
 *
 * @see https://registry.terraform.io/providers/hashicorp/random/3.7.2/docs
 */
export const RANDOM_ATTRIBUTES: ComputedTypes = {
  random_id: {
    identifiedBy: ["byte_length", "prefix", "keepers"],
    attributes: {
      hex: (id) => id.text("prefix") + hexOf(id),
      dec: (id) => id.text("prefix") + String(BigInt(`0x${hexOf(id)}`)),
      b64_url: (id) => id.text("prefix") + Buffer.from(hexOf(id), "hex").toString("base64url"),
      b64_std: (id) => id.text("prefix") + Buffer.from(hexOf(id), "hex").toString("base64"),
      id: ({ text }) => text("b64_url"),
    },
  },
  random_integer: {
    identifiedBy: ["min", "max", "seed", "keepers"],
    attributes: { result: ({ value }) => value("min"), id: ({ text }) => text("result") },
  },
  random_password: {
    identifiedBy: ["length", "keepers"],
    attributes: { result: randomText, id: () => "none" },
  },
  random_pet: {
    identifiedBy: ["length", "prefix", "separator", "keepers"],
    attributes: {
      id: ({ text, token }) => [text("prefix"), token(8)].filter(Boolean).join(text("separator") || "-"),
    },
  },
  random_string: {
    identifiedBy: ["length", "keepers"],
    attributes: { result: randomText, id: ({ text }) => text("result") },
  },
  random_uuid: {
    identifiedBy: ["keepers"],
    attributes: { result: uuid, id: ({ text }) => text("result") },
  },
};

function randomText({ value, token }: ResourceContext): string {
  return token(lengthOf(value("length")));
}

/** Returns a length that the provider allows in practice, whatever the configuration contains. */
function lengthOf(value: unknown): number {
  const length = Number(value);
  return Number.isInteger(length) && length > 0 ? Math.min(length, 256) : 8;
}

/** Returns `byte_length` bytes in hexadecimal digits. */
function hexOf({ value, token }: ResourceContext): string {
  return token(2 * lengthOf(value("byte_length"))).replaceAll(/[g-z]/g, "0");
}
