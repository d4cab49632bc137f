import { listRoutes, type ResolvedStack, StackError } from "#terraform";
import { drawGraph } from "./draw-graph";
import { drawLogWidget } from "./draw-log-table";
import { createFakeCell, createRandom } from "./fake-data";
import { Html, html } from "./html";
import { markdownToHtml } from "./markdown";
import { type Dashboard, type ParsedWidget, parseDashboard, textOf, toItems } from "./parse-dashboard";
import { STYLE } from "./style";

/**
 * Returns an HTML page that shows the layout of all dashboards of a stack, with fake data. The page needs no script and
 * no other file. The same stack always gives the same page.
 *
 * @throws EvaluationError if a body contains values that are known only to Terraform or AWS
 * @throws StackError if the stack has no dashboard, or a body is invalid
 */
export function drawDashboards(stack: ResolvedStack): string {
  const dashboards = stack.ofType("aws_cloudwatch_dashboard").map(parseDashboard);
  if (dashboards.length === 0)
    throw new StackError(`the stack ${stack.name} has no dashboard. Add an ApiDashboard to it.`);
  const title = `Dashboards of ${stack.name}`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="note"><strong>Made-up data.</strong> This page shows the layout. No value was measured, and IDs are fake.</p>
</header>
<main>
${dashboards.map((dashboard) => drawDashboard(dashboard, stack))}
</main>
</body>
</html>
`;
  return page.text;
}

function drawDashboard({ name, widgets }: Dashboard, stack: ResolvedStack): Html {
  return html`<section aria-label="${name}">
<h2>${name}</h2>
<div class="dashboard">
${widgets.map((widget) => drawWidget(widget, stack))}
</div>
</section>`;
}

function drawWidget(widget: ParsedWidget, stack: ResolvedStack): Html {
  const { type, x, y, width, height } = widget;
  const area = `grid-column: ${x + 1} / span ${width}; grid-row: ${y + 1} / span ${height}`;
  return html`<div class="widget ${type}" style="${area}">${drawContent(widget, stack)}</div>`;
}

function drawContent(widget: ParsedWidget, stack: ResolvedStack): Html | readonly Html[] {
  const { type, properties } = widget;
  switch (type) {
    case "text":
      return markdownToHtml(textOf(properties.markdown));
    case "alarm":
      return drawAlarms(textOf(properties.title), toItems(properties.alarms).map(textOf), stack);
    case "metric":
      return drawGraph(widget, routeKeysOf(stack, JSON.stringify(properties.metrics ?? [])));
    case "log":
      return drawLogWidget(widget, routeKeysOf(stack, textOf(properties.query)));
    default:
      return html`<p>A widget of the type ${type} is not drawn.</p>`;
  }
}

/** Returns the keys of the routes of the APIs whose ID or name is in a text. Omits mocks, such as the answers to preflights. */
function routeKeysOf(stack: ResolvedStack, text: string): readonly string[] {
  const isNamed = (part: unknown) => typeof part === "string" && text.includes(part);
  const apis = API_TYPES.flatMap((type) => stack.ofType(type))
    .filter((api) => isNamed(api.attribute("id")) || isNamed(api.values.name))
    .map(({ address }) => address);
  return listRoutes(stack)
    .filter(({ api, apiType, target }) => apis.includes(`${apiType}.${api}`) && target !== "MOCK")
    .map(({ key }) => key);
}

const API_TYPES = ["aws_apigatewayv2_api", "aws_api_gateway_rest_api"];

function drawAlarms(title: string, arns: readonly string[], stack: ResolvedStack): Html {
  const composites = stack.ofType("aws_cloudwatch_composite_alarm").map((alarm) => alarm.attribute("arn"));
  const inAlarm = arns.filter((arn) => !composites.includes(arn) && createRandom(arn)() < ALARM_SHARE);
  // A composite alarm is in the state ALARM if one of the other alarms is.
  const isAlarm = (arn: string) => (composites.includes(arn) ? inAlarm.length > 0 : inAlarm.includes(arn));
  const sorted = [...arns.filter(isAlarm), ...arns.filter((arn) => !isAlarm(arn))];
  return html`<h5>${title}</h5>
<ul class="alarms" tabindex="0">${sorted.map((arn) => drawAlarm(arn.split(":alarm:").at(-1) ?? arn, isAlarm(arn)))}</ul>`;
}

/** Fraction of the metric alarms that the page shows in the state ALARM. */
const ALARM_SHARE = 0.12;

function drawAlarm(name: string, isAlarm: boolean): Html {
  return isAlarm
    ? html`<li class="in-alarm"><b>ALARM</b> ${name} <small>since ${createFakeCell("@timestamp", 2, {})}</small></li>`
    : html`<li><b>OK</b> ${name}</li>`;
}
