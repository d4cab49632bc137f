import {
  type ComputedType,
  type ComputedTypes,
  hexDigits,
  type ResourceContext,
  uuid,
} from "./resource-context";

const UUID: ComputedType = {
  identifiedBy: ["keepers"],
  attributes: { result: uuid, id: ({ text }) => text("result") },
};

/**
 * Resources of the provider `random`, whose values are often parts of names on AWS. The values are fake: Terraform
 * chooses them at the first apply.
 *
 * @see https://registry.terraform.io/providers/hashicorp/random/3.9.0/docs
 */
export const RANDOM_ATTRIBUTES: ComputedTypes = {
  random_bytes: {
    identifiedBy: ["length", "keepers"],
    attributes: {
      hex: bytesInHex,
      base64: (bytes) => Buffer.from(bytesInHex(bytes), "hex").toString("base64"),
    },
  },
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
    attributes: {
      result: randomText,
      bcrypt_hash: ({ token }) => `$2a$10$${token(53)}`,
      id: () => "none",
    },
  },
  random_pet: {
    identifiedBy: ["length", "prefix", "separator", "keepers"],
    attributes: {
      id: ({ text, token }) => [text("prefix"), token(8)].filter(Boolean).join(text("separator") || "-"),
    },
  },
  random_shuffle: {
    identifiedBy: ["input", "keepers"],
    attributes: { result: shuffled, id: () => "-" },
  },
  random_string: {
    identifiedBy: ["length", "keepers"],
    attributes: { result: randomText, id: ({ text }) => text("result") },
  },
  random_uuid: UUID,
  random_uuid4: UUID,
  random_uuid7: UUID,
};

function bytesInHex({ value, token }: ResourceContext): string {
  return hexDigits(token(2 * lengthOf(value("length"))));
}

/** Returns the input in its order, shortened or repeated to `result_count` elements. */
function shuffled({ value }: ResourceContext): unknown {
  const input = value("input");
  if (!Array.isArray(input) || input.length === 0) return [];
  const count = Number(value("result_count") ?? input.length);
  return Array.from({ length: lengthOf(count) }, (_, index) => input[index % input.length]);
}

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
  return hexDigits(token(2 * lengthOf(value("byte_length"))));
}
