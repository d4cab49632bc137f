import { readJsonPath } from "./json-path";
import { type JavaMethods, requireText } from "./method";
import { NativeObject } from "./native-object";
import { parseJson } from "./parse-json";
import { InvalidBodyProblem, RenderProblem } from "./template-error";
import { formatJson, JavaMap, type TemplateValue } from "./values";

/** Parameters of a request, by name. */
export interface RequestParameters {
  readonly path?: Readonly<Record<string, string>>;
  readonly querystring?: Readonly<Record<string, string>>;
  readonly header?: Readonly<Record<string, string>>;
}

/** Methods of `$input`. */
export const INPUT_METHODS: JavaMethods<InputVariable> = {
  "json/1": (input, [path], budget) => {
    const value = readJsonPath(input.readBody(), requireText(path), budget);
    return value === undefined ? '""' : formatJson(value, budget);
  },
  "params/0": ({ params }) => params,
  "params/1": (input, [name]) => input.findParameter(requireText(name)),
  "path/1": (input, [path], budget) => readJsonPath(input.readBody(), requireText(path), budget),
};

/**
 * Variable `$input`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#input-variable-reference
 */
export class InputVariable extends NativeObject {
  readonly params: JavaMap;
  private readonly text: string;
  private body: TemplateValue | undefined;

  /** @param body text of the body; an empty text is `{}` */
  constructor(body: string, { path = {}, querystring = {}, header = {} }: RequestParameters) {
    super("$input", INPUT_METHODS);
    this.text = body === "" ? "{}" : body;
    this.params = new JavaMap();
    this.params.put("path", toMap(path));
    this.params.put("querystring", toMap(querystring));
    this.params.put("header", toMap(header));
  }

  override readProperty(name: string): TemplateValue | undefined {
    return name === "body" ? this.text : undefined;
  }

  /** Returns the parsed body. A text that does not start like JSON is a string (ToQoz/api-gateway-mapping-template). */
  readBody(): TemplateValue {
    this.body ??= /^\s*[{["]/.test(this.text) ? parseBody(this.text) : this.text;
    return this.body;
  }

  /** Returns a path, query or header parameter, in this order. */
  findParameter(name: string): TemplateValue | undefined {
    for (const map of this.params.items()) {
      const value = map instanceof JavaMap ? map.entries.get(name) : undefined;
      if (value !== undefined) return value;
    }
    return undefined;
  }
}

function parseBody(text: string): TemplateValue {
  try {
    return parseJson(text, "the body");
  } catch (error) {
    throw error instanceof RenderProblem ? new InvalidBodyProblem(error.message) : error;
  }
}

function toMap(values: Readonly<Record<string, string>>): JavaMap {
  return new JavaMap(new Map(Object.entries(values)));
}
