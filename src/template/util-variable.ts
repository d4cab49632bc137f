import type { Budget } from "./budget";
import { type JavaMethods, requireText } from "./method";
import { NativeObject } from "./native-object";
import { parseJson } from "./parse-json";
import { RenderProblem } from "./template-error";

/**
 * Functions of `$util`. AppSync has more functions under the same name, such as `$util.toJson`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#util-template-reference
 */
export const UTIL_METHODS: JavaMethods<unknown> = {
  "base64Decode/1": (_, [text]) => Buffer.from(requireText(text), "base64").toString(),
  "base64Encode/1": (_, [text], budget) => bounded(Buffer.from(requireText(text)).toString("base64"), budget),
  "escapeJavaScript/1": (_, [text], budget) => bounded(escapeJavaScript(requireText(text)), budget),
  "parseJson/1": (_, [text], budget) => {
    const json = requireText(text);
    budget.spend(json.length >> 2);
    return json === "" ? undefined : parseJson(json, "the argument of $util.parseJson");
  },
  "urlDecode/1": (_, [text]) => urlDecode(requireText(text)),
  "urlEncode/1": (_, [text], budget) => bounded(urlEncode(requireText(text)), budget),
};

/** Variable `$util`. */
export const UTIL = new NativeObject("$util", UTIL_METHODS);

function bounded(text: string, budget: Budget): string {
  budget.spendText(text.length);
  return text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\n": "\\n",
  "\t": "\\t",
  "\f": "\\f",
  "\r": "\\r",
  "'": "\\'",
  '"': '\\"',
  "\\": "\\\\",
  "/": "\\/",
};

/**
 * Escapes a text as the Java library commons-lang does, with the same words in its documentation as in the one of API
 * Gateway. A quote `'` becomes `\'`, which is not valid in JSON.
 */
function escapeJavaScript(text: string): string {
  return text.replaceAll(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are escaped too
    /[\0-\x1f'"\\/\x7f-\uffff]/g,
    (character) =>
      ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
}

/** Encodes a text for a form: a blank becomes `+`, as in Java's `URLEncoder`. */
function urlEncode(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString())
    .replaceAll(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}

function urlDecode(text: string): string {
  const bytes = text.replaceAll("+", " ").replaceAll(/(?:%[\dA-Fa-f]{2})+/g, (encoded) => {
    return Buffer.from(encoded.replaceAll("%", ""), "hex").toString();
  });
  if (/%(?![\dA-Fa-f]{2})/.test(text)) {
    throw new RenderProblem(
      `$util.urlDecode cannot decode ${JSON.stringify(text.slice(0, 40))}: a "%" needs two digits.`,
    );
  }
  return bytes;
}
