import asyncApiSchema from "@asyncapi/specs/schemas/3.0.0-without-$id.json";
import { Ajv, type ValidateFunction } from "ajv";

const ajv = new Ajv({ strict: false, validateFormats: false });
const validate = ajv.compile(asyncApiSchema);

type Value = Readonly<Record<string, unknown>>;

/**
 * Validates a document with the official JSON Schema of AsyncAPI 3.0, and checks that each reference has a target, that each
 * payload is a valid JSON Schema, and that each example matches the payload of its message.
 *
 * @returns the errors
 */
export function validateAsyncApi(document: object): unknown[] {
  const errors = validate(document) ? [] : [...(validate.errors ?? [])];
  const missing = referencesIn(document).filter((reference) => resolve(document, reference) === undefined);
  return [...errors, ...missing, ...exampleErrors(document)];
}

function exampleErrors(document: object): unknown[] {
  const { messages } = Object(document).components as { readonly messages: Readonly<Record<string, Value>> };
  return Object.entries(messages).flatMap(([name, { examples = [] }]) => {
    const matches = payloadValidator(document, name);
    return (examples as readonly { readonly payload: unknown }[]).flatMap(({ payload }) =>
      matches(payload) ? [] : [{ name, errors: matches.errors }],
    );
  });
}

/** Returns the validator of the frames of a message. */
export function payloadValidator(document: object, message: string): ValidateFunction {
  const { components } = document as { readonly components: object };
  return ajv.compile({ components, $ref: `#/components/messages/${message}/payload` });
}

function referencesIn(value: unknown): string[] {
  if (value === null || typeof value !== "object") return [];
  const { $ref } = value as { readonly $ref?: unknown };
  return [...(typeof $ref === "string" ? [$ref] : []), ...Object.values(value).flatMap(referencesIn)];
}

function resolve(document: object, reference: string): unknown {
  const names = reference.split("/").slice(1);
  return names.reduce<unknown>((value, name) => Object(value)[name], document);
}
