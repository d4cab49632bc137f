import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  ApiAlarms,
  ApiDashboard,
  type App,
  HttpApi,
  NodejsFunction,
  RestApi,
  Table,
  WebSocketApi,
} from "gatewright";
import { drawDashboards } from "#dashboard";
import { stackDir } from "#synth";
import { readSynthesizedStack, resolveStack } from "#terraform";
import { temporaryFolder, testStack } from "../support";

/** Draws the dashboard of a stack with an API, alarms and a table. */
function drawFullStack(): string {
  const stack = testStack();
  const api = new HttpApi(stack, "api", { detailedMetrics: true });
  const list = new NodejsFunction(stack, "list", { entry: "a.ts" });
  api.route("GET /things", list, { access: "public" });
  const table = new Table(stack, "things", { partitionKey: "id" });
  const alarms = new ApiAlarms(stack, "alarms", { api });
  new ApiDashboard(stack, "dashboard", {
    api,
    alarms,
    tables: [table],
    links: { "Runbook <b>": "https://wiki.example.com/?a=1&b=2" },
  });
  (stack.node.root as App).synth();
  return drawDashboards(resolveStack(readSynthesizedStack(stackDir(stack))));
}

/** Draws the dashboard of a stack with a REST API, which has mocks for preflights. */
function drawRestStack(): string {
  const stack = testStack();
  const api = new RestApi(stack, "api", { cors: { origins: ["https://example.com"] } });
  api.route("GET /things", new NodejsFunction(stack, "list", { entry: "a.ts" }), { access: "public" });
  new ApiDashboard(stack, "dashboard", { api });
  (stack.node.root as App).synth();
  return drawDashboards(resolveStack(readSynthesizedStack(stackDir(stack))));
}

/** Draws the dashboard of a stack with a WebSocket API, whose graphs by route have several searches. */
function drawWebSocketStack(): string {
  const stack = testStack();
  const api = new WebSocketApi(stack, "chat", {
    access: "public",
    account: "existing",
    detailedMetrics: true,
  });
  const send = new NodejsFunction(stack, "send", { entry: "a.ts" });
  for (const key of ["$connect", "sendMessage"]) api.route(key, send);
  new ApiDashboard(stack, "dashboard", { api });
  (stack.node.root as App).synth();
  return drawDashboards(resolveStack(readSynthesizedStack(stackDir(stack))));
}

/** Draws a dashboard that was written by hand. */
function draw(body: unknown, resource = "aws_cloudwatch_dashboard"): string {
  const dir = path.join(temporaryFolder(), "hand-written");
  mkdirSync(dir);
  const dashboard = {
    dashboard_name: "main",
    dashboard_body: typeof body === "string" ? body : JSON.stringify(body),
  };
  writeFileSync(
    path.join(dir, "cdk.tf.json"),
    JSON.stringify({ resource: { [resource]: { main: dashboard } } }),
  );
  return drawDashboards(resolveStack(readSynthesizedStack(dir)));
}

const widget = (type: string, properties: object, position = {}) => ({ type, ...position, properties });
const drawWidget = (type: string, properties: object) => draw({ widgets: [widget(type, properties)] });

/** Elements of HTML without an end tag. */
const VOID = ["meta"];

/** Returns the tags of a page that are not closed in the right order. */
function listUnclosed(page: string): readonly string[] {
  const open: string[] = [];
  for (const [, slash, name = "", end] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*?(\/?)>/g)) {
    if (slash === "/") {
      if (open.pop() !== name) return [name];
    } else if (end !== "/" && !VOID.includes(name)) open.push(name);
  }
  return open;
}

describe("the page of an ApiDashboard", () => {
  const page = drawFullStack();

  test("the pages of equal stacks are equal", () => {
    expect(drawFullStack()).toBe(page);
  });

  test("the page states that the data is made-up, and has a title and a language", () => {
    expect(page).toContain("<strong>Made-up data.</strong> This page shows the layout.");
    expect(page).toContain("<title>Dashboards of test</title>");
    expect(page).toContain('<html lang="en">');
  });

  test("the page has no script, loads nothing, and closes every element", () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|\bon\w+=|@import|url\(/);
    expect(listUnclosed(page)).toEqual([]);
  });

  test("the page has a light and a dark style", () => {
    expect(page).toContain("color-scheme:light dark");
    expect(page.match(/@media \(prefers-color-scheme:dark\)/g)).toHaveLength(2);
  });

  test("every widget is at its position", () => {
    expect(page).toContain(
      '<div class="widget text" style="grid-column: 1 / span 24; grid-row: 1 / span 2">',
    );
    expect(page).toContain('<div class="widget alarm" style="grid-column: 13 / span 12; grid-row: 3 /');
    expect(page.match(/<div class="widget /g)).toHaveLength(27);
  });

  test("the alarms are listed by their names, each with a state in words", () => {
    const [, list = ""] =
      /<h5>Urgent alarms: callers are affected<\/h5>\n<ul[^>]*>([\s\S]*?)<\/ul>/.exec(page) ?? [];
    const items = list.match(/<b>(ALARM|OK)<\/b> test-alarms-[\w-]+/g);
    expect(items).toHaveLength(4);
  });

  test("the graphs by route have a line for each route", () => {
    expect(page).toContain('aria-label="5xx: top 10 routes, responses in 5 minutes. Lines: GET /things."');
  });

  test("the tables of logs have the columns of the query, and the names of the stack", () => {
    const head = ["routeKey", "status", "failed", "users", "addresses", "since", "until"];
    expect(page).toContain(head.map((name) => `<th scope="col">${name}</th>`).join("\n"));
    expect(page).toContain("<td>GET /things</td>");
    expect(page).toContain("<td>/aws/lambda/test-list</td>");
  });

  test("a link is escaped", () => {
    expect(page).toContain(
      '<a href="https://wiki.example.com/?a=1&#38;b=2" rel="noreferrer">Runbook &#60;b&#62;</a>',
    );
  });
});

test("the dashboard of a REST API has the routes without mocks, and the status of a timeout", () => {
  const page = drawRestStack();
  expect(page).toContain("<td>GET /things</td>");
  expect(page).not.toContain("<td>OPTIONS /things</td>");
  expect(page).toContain("its callers get a 502.");
});

test("the dashboard of a WebSocket API has each route once, and events and connections in its tables", () => {
  const page = drawWebSocketStack();
  expect(page).toContain(
    'aria-label="Messages: top 10 routes, messages per minute. Lines: $connect, sendMessage."',
  );
  expect(page).toContain("<td>sendMessage</td>");
  expect(page).toContain("<td>MESSAGE</td>");
  expect(page).toContain("<td>VNRUSeldSwMCIRQ=</td>");
  expect(listUnclosed(page)).toEqual([]);
});

describe("the page of a dashboard that was written by hand", () => {
  const EVIL = `"><script>alert('a')</script>&`;
  const ESCAPED = "&#34;&#62;&#60;script&#62;alert(&#39;a&#39;)&#60;/script&#62;&#38;";

  test.each<[string, object]>([
    ["text", { markdown: `# ${EVIL}\n- **${EVIL}** and \`${EVIL}\`` }],
    ["alarm", { title: EVIL, alarms: [EVIL] }],
    ["metric", { title: EVIL, metrics: [["n", EVIL], [{ expression: EVIL }]] }],
    ["log", { title: EVIL, query: `fields ${EVIL}` }],
    [EVIL, {}],
  ])("every text of a %s widget is escaped", (type, properties) => {
    const page = drawWidget(type, properties);
    expect(page).not.toContain("<script");
    expect(page).toContain(ESCAPED);
    expect(listUnclosed(page)).toEqual([]);
  });

  test("a link to a script stays text", () => {
    expect(drawWidget("text", { markdown: "[a](javascript:alert)" })).toContain(
      "<p>[a](javascript:alert)</p>",
    );
  });

  test("hidden metrics have no line, and a dot repeats the name above", () => {
    const metrics = [
      ["AWS/Lambda", "Errors", "FunctionName", "a", { visible: false }],
      [".", ".", ".", "b"],
      [".", "Throttles", ".", "b", { label: "throttled" }],
    ];
    expect(drawWidget("metric", { title: "T", metrics })).toContain(
      'aria-label="T, . Lines: Errors, throttled."',
    );
  });

  test("a threshold far above the values is in the legend", () => {
    const metrics = [["n", "p50 of x"]];
    const annotations = {
      horizontal: [
        { label: "limit", value: 90_000 },
        { label: "near", value: 60 },
      ],
    };
    const page = drawWidget("metric", { metrics, annotations });
    expect(page).toContain("<li>limit: 90000 (above the graph)</li>");
    expect(page).toMatch(/<text class="limit"[^>]*>near 60<\/text>/);
  });

  test("a widget without a position and a size is drawn", () => {
    expect(drawWidget("text", { markdown: "a" })).toContain("grid-column: 1 / span 6; grid-row: 1 / span 6");
  });

  test("a widget of another type is named", () => {
    expect(drawWidget("explorer", {})).toContain("A widget of the type explorer is not drawn.");
  });

  test.each<[string, unknown, string]>([
    [
      "a body that is not JSON",
      "{",
      'aws_cloudwatch_dashboard.main: dashboard_body is not JSON; expected { "widgets": […] }. Correct the body.',
    ],
    [
      "a body without widgets",
      {},
      'aws_cloudwatch_dashboard.main: dashboard_body is JSON without the list widgets; expected { "widgets": […] }. Correct the body.',
    ],
    [
      "a body with a value that is known only to Terraform",
      '{"widgets":["${timestamp()}"]}',
      "aws_cloudwatch_dashboard.main: dashboard_body: cannot evaluate ${timestamp()} (the function timestamp() is not evaluated). Write a literal value.",
    ],
  ])("%s is an error", (_, body, message) => {
    expect(() => draw(body)).toThrow(message);
  });

  test("a stack without a dashboard is an error", () => {
    expect(() => draw({ widgets: [] }, "aws_sns_topic")).toThrow(
      "the stack hand-written has no dashboard. Add an ApiDashboard to it.",
    );
  });
});
