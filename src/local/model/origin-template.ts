/** Condition on the origin of a request: the origin itself, or a text with which it starts. */
export interface AllowedOrigin {
  readonly text: string;
  readonly isPrefix: boolean;
}

/**
 * Reads a response template that allows the origin of a CORS preflight if the origin is in a list. It is the only template
 * with expressions that is emulated, because a REST API has no other way to allow several origins. The AWS CDK
 * (`addCorsPreflight`) and the construct `RestApi` of this package write such templates.
 *
 * @returns the origins, or `undefined` for any other template
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
 */
export function readOriginTemplate(template: string): readonly AllowedOrigin[] | undefined {
  const text = template.replaceAll(/\s+/g, "").replaceAll('"', "'");
  if (!text.startsWith(START) || !text.endsWith(END)) return undefined;
  const origins = text.slice(START.length, -END.length).split("||").map(readCondition);
  return origins.every((origin) => origin !== undefined) ? origins : undefined;
}

const readHeader = (name: string) => `#set($origin=$input.params().header.get('${name}'))`;

/** Start of the template without white space: a client can send the header in two spellings. */
const START = `${readHeader("Origin")}#if($origin=='')${readHeader("origin")}#end#if(`;

const END = ")#set($context.responseOverride.header.Access-Control-Allow-Origin=$origin)#end";

function readCondition(condition: string): AllowedOrigin | undefined {
  const [, equal] = /^\$origin=='([^']+)'$/.exec(condition) ?? [];
  if (equal !== undefined) return { text: equal, isPrefix: false };
  const [, prefix] = /^\$origin\.startsWith\('([^']+)'\)$/.exec(condition) ?? [];
  return prefix === undefined ? undefined : { text: prefix, isPrefix: true };
}
