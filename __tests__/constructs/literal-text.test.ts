import { Testing } from "gatewright";
import { resolveStack, Stack } from "#terraform";
import { testStack } from "../support";
import { declareTexts, EXPECTED, toTexts, VALUE } from "./literal-texts";
import { declareWith, listProps, type PropCase } from "./prop-cases";

/** Text with the template syntax of Terraform, as a template of another language or of a shell contains it. */
const TEXT = "a ${name} %{ if x } $${y} %%{z} ${";

/** Returns all values of a stack that is not validated, as the local gateway evaluates them. */
function evaluate(declare: (stack: ReturnType<typeof testStack>) => void): readonly unknown[] {
  const stack = testStack();
  declare(stack);
  const parsed = Stack.parse(Testing.synth(stack));
  return resolveStack({ name: "test", dir: "/", stack: parsed }).resources.map(({ values }) => ({
    ...values,
  }));
}

/** Lists all texts in a value, at any depth, with the keys of objects. A text that is JSON is read as JSON. */
function listTexts(value: unknown): readonly string[] {
  if (typeof value === "string") return value.startsWith('{"') ? listTexts(parseJson(value)) : [value];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...listTexts(item)]);
}

/** Parses JSON. A pattern of CloudWatch Logs can look like JSON, and is returned as a text in a list. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return [text.slice(0, 1), text.slice(1)];
  }
}

const VALUES: Partial<Record<PropCase["kind"], Readonly<Record<string, unknown>>>> = {
  text: { text: TEXT },
  list: { list: [TEXT, "other"] },
  map: { value: { KEY: TEXT }, key: { [TEXT]: "value" } },
};

/** Scopes are a resource server and a scope. */
const SCOPES = { list: [`things/${TEXT}`] };

const ARNS = { text: `arn:aws:sns:eu-central-1:123456789012:${TEXT}` };

function valuesOf({ subject, path, kind }: PropCase): Readonly<Record<string, unknown>> | undefined {
  if (subject.name === "UserPool" && path[0] === "scopes") return SCOPES;
  return /arn$/i.test(path.at(-1) ?? "") ? ARNS : VALUES[kind];
}

const CASES = listProps().flatMap((prop) => {
  const values = valuesOf(prop);
  return Object.entries(values ?? {}).map(
    ([form, value]) => [`${prop.subject.name} ${prop.path.join(".")}`, form, prop, value] as const,
  );
});

describe("a text with the template syntax of Terraform", () => {
  test.each(CASES)("%s arrives as written in a %s", (_name, _form, prop, value) => {
    const texts = listTexts(evaluate((stack) => declareWith(stack, prop, value)));
    expect(texts.some((text) => text.includes(TEXT))).toBe(true);
  });

  test("all props with texts are tested", () => {
    expect(CASES.length).toBeGreaterThan(50);
  });

  test("the local gateway evaluates random texts with references to the texts that were written", () => {
    process.env.TF_VAR_v = VALUE;
    try {
      const functions = evaluate(declareTexts) as readonly {
        readonly environment?: { readonly variables: Readonly<Record<string, unknown>> };
        readonly layers?: unknown;
      }[];
      const { environment, layers } = functions.find((fn) => fn.environment) ?? {};
      expect(EXPECTED.map((_, index) => String(environment?.variables[`V${index}`]))).toEqual(EXPECTED);
      expect(toTexts(layers)).toEqual(EXPECTED);
    } finally {
      delete process.env.TF_VAR_v;
    }
  });
});
