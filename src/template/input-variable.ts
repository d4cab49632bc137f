import { readJsonPath } from "./json-path";
import { type JavaMethods, requireText } from "./method";
import { NativeObject } from "./native-object";
import { parseJson } from "./parse-json";
import { formatJson, JavaMap, type TemplateValue } from "./values";

/** Parameters of a request, by name. */
export interface RequestParameters {
  readonly path?: Readonly<Record<string, string>>;
  readonly querystring?: Readonly<Record<string, string>>;
  readonly header?: Readonly<Record<string, string>>;
}

/** Signatures of the methods of `$input`. */
export const INPUT_SIGNATURES = ["json/1", "params/0", "params/1", "path/1"];

/**
 * Creates the variable `$input`.
 *
 * @param body text of the body; an empty text is `{}`
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#input-variable-reference
 */
export function createInput(body: string, params: RequestParameters): NativeObject {
  const text = body === "" ? "{}" : body;
  const kinds = (["path", "querystring", "header"] as const).map(
    (kind) => [kind, toMap(params[kind] ?? {})] as const,
  );
  let parsed: TemplateValue | undefined;
  const readBody = (): TemplateValue => {
    parsed ??= parseBody(text);
    return parsed;
  };
  const methods: JavaMethods<unknown> = {
    "json/1": (_, [path], budget) => {
      const value = readJsonPath(readBody(), requireText(path), budget);
      return value === undefined ? '""' : formatJson(value, budget);
    },
    "params/0": () => new JavaMap(new Map(kinds)),
    "params/1": (_, [name]) => {
      const key = requireText(name);
      return kinds.map(([, map]) => map.entries.get(key)).find((value) => value !== undefined);
    },
    "path/1": (_, [path], budget) => readJsonPath(readBody(), requireText(path), budget),
  };
  return new NativeObject("$input", methods, new Map([["body", text]]));
}

/** Parses the body. A text that does not start like JSON is a string (ToQoz/api-gateway-mapping-template, 2016). */
function parseBody(text: string): TemplateValue {
  return /^\s*[{["]/.test(text) ? parseJson(text, "the body") : text;
}

function toMap(values: Readonly<Record<string, string>>): JavaMap {
  return new JavaMap(new Map(Object.entries(values)));
}
