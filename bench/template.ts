/**
 * Measures how long a mapping template of 1 kB takes to render, and compares it with the package velocityjs. Both parse
 * the template once and render it many times. Compare only times of the same run with each other, because the absolute
 * times depend on the computer.
 */
import { parseTemplate } from "../src/template";
import { measureInTurns } from "./measure-in-turns";

/** Parts of the package velocityjs that this benchmark uses. */
interface VelocityJs {
  readonly parse: (template: string) => unknown;
  readonly Compile: new (tree: unknown) => { render(variables: object): string };
}

// An `import` would need the types of the package, which the type check of the repository does not install.
const { Compile, parse }: VelocityJs = require("velocityjs");

/** Maximum median of the time to render the template. */
const MAX_MICROSECONDS = 50;
const ROUNDS = 1000;
const RENDERS_PER_ROUND = 10;

const ITEM = `
    {
      "name": "$util.escapeJavaScript($item.name).replaceAll("\\\\'", "'")",
      "price": $item.price,
      #if($item.tags.size() > 0)"tags": $item.tags,#end

      "position": $foreach.count
    }#if($foreach.hasNext),#end
`;

const TEMPLATE = `
#set($body = $input.path("$"))
#macro(field $name $value)"$name": "$util.escapeJavaScript($value)",#end
{
  #field("id" $input.params("id"))
  #field("stage" $context.stage)
  #field("requestId" $context.requestId)
  #field("table" $stageVariables.table)
  #if($body.customer == "")"customer": null,#else"customer": $input.json("$.customer"),#end

  "headers": {
    #foreach($header in $input.params().header.keySet())"$header": "$input.params().header.get($header)"#if($foreach.hasNext), #end
    #end
  },
  "items": [#foreach($item in $body.items)${ITEM}#end],
  "note": "#if($body.note.length() > 20)$body.note.substring(0, 20)#{else}$!body.note#end"
}
`.padEnd(1024);

const BODY = {
  customer: { id: "c-1", name: "Ada" },
  items: [
    { name: "lamp", price: 10, tags: ["a"] },
    { name: 'desk "oak"', price: 200, tags: [] },
  ],
  note: "Leave it at the door, please",
};
const PARAMS = {
  path: { id: "o-1" },
  querystring: {},
  header: { accept: "application/json", host: "localhost" },
};
const CONTEXT = { stage: "v1", requestId: "r-1" };
const STAGE_VARIABLES = { table: "orders" };

const template = parseTemplate(TEMPLATE);
const text = JSON.stringify(BODY);

function renderGatewright(): string {
  return template.render({ body: text, params: PARAMS, context: CONTEXT, stageVariables: STAGE_VARIABLES })
    .output;
}

/** Renders with velocityjs and a minimal version of the variables of API Gateway. */
const tree = parse(TEMPLATE);
function renderVelocityjs(): string {
  const body = JSON.parse(text);
  const path = (name: string) => (name === "$" ? body : body[name.slice(2)]);
  const input = {
    path,
    json: (name: string) => JSON.stringify(path(name)),
    params: (name?: string) => (name === undefined ? PARAMS : PARAMS.path.id),
  };
  const util = { escapeJavaScript: (value: string) => JSON.stringify(value).slice(1, -1) };
  return new Compile(tree).render({ input, util, context: CONTEXT, stageVariables: STAGE_VARIABLES });
}

/** Function that renders the template. */
interface Renderer {
  readonly name: string;
  readonly render: () => string;
}

const RENDERERS: readonly Renderer[] = [
  { name: "gatewright", render: renderGatewright },
  { name: "velocityjs", render: renderVelocityjs },
];

/** Returns the time of one call, in microseconds. */
function measure({ render }: Renderer): number {
  const start = performance.now();
  for (let count = 0; count < RENDERS_PER_ROUND; count += 1) render();
  return ((performance.now() - start) * 1000) / RENDERS_PER_ROUND;
}

async function main(): Promise<void> {
  JSON.parse(renderGatewright());
  const results = await measureInTurns(RENDERERS, ROUNDS, async (renderer) => ({
    microseconds: measure(renderer),
  }));
  const [gatewright = 0, velocityjs = 0] = results.map(({ microseconds }) => microseconds);
  console.log(`template of ${TEMPLATE.length} bytes, median of ${ROUNDS} rounds`);
  console.log(`gatewright  ${gatewright.toFixed(1)} µs`);
  console.log(
    `velocityjs  ${velocityjs.toFixed(1)} µs (${(velocityjs / gatewright).toFixed(1)} times as long)`,
  );
  if (gatewright <= MAX_MICROSECONDS) return;
  console.error(`Rendering takes more than ${MAX_MICROSECONDS} µs.`);
  process.exitCode = 1;
}

void main();
