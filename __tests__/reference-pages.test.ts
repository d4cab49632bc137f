import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

// The pages of constructs have the same sections in the same order. Their tables list all props and all members.

const FOLDER = "docs/constructs";
const PAGES = readdirSync(FOLDER).map((name) => path.join(FOLDER, name));
const REFERENCES = readdirSync("docs")
  .filter((name) => name.endsWith(".md"))
  .map((name) => path.join("docs", name));
const SOURCES = ["src/constructs", "src/bundle", "src/contract"]
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => path.join(folder, name)),
  )
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(file, "utf8"));

/** Sections of a page in their order. The sections that only one page has are between the two lists. */
const FIRST = ["Example", "Props", "Members"];
const LAST = [
  "Resources",
  "Validation errors",
  "Pitfalls handled for you",
  "Known limitations",
  "Escape hatch: override the Terraform",
  "References",
];
const REQUIRED = ["Example", "Props", "Members", "Resources", "Validation errors", "References"];

/** Longest text of a cell. A longer explanation is in the paragraphs below the table. */
const MAX_CELL_WORDS = 30;

/** Props that a page lists in one table, and rows that are not props of these interfaces. */
interface PropsTable {
  readonly page: string;
  readonly interfaces: readonly [string, ...string[]];
  readonly otherRows?: readonly string[];
}

const PROPS_TABLES: readonly PropsTable[] = [
  { page: "constructs/api-alarms.md", interfaces: ["ApiAlarmsProps"] },
  { page: "constructs/api-dashboard.md", interfaces: ["ApiDashboardProps"] },
  { page: "constructs/api-dashboard.md", interfaces: ["DashboardMetric"] },
  { page: "constructs/api-queries.md", interfaces: ["ApiQueriesProps"] },
  { page: "constructs/api-traces.md", interfaces: ["ApiTracesProps"] },
  { page: "constructs/authorizers.md", interfaces: ["JwtAuthorizerProps"] },
  { page: "constructs/authorizers.md", interfaces: ["LambdaAuthorizerProps"] },
  { page: "constructs/authorizers.md", interfaces: ["TokenAuthorizerProps"] },
  { page: "constructs/authorizers.md", interfaces: ["RequestAuthorizerProps"] },
  { page: "constructs/connections.md", interfaces: ["ConnectionsProps"] },
  { page: "constructs/github-deploy-role.md", interfaces: ["GithubDeployRoleProps"] },
  { page: "constructs/http-api.md", interfaces: ["HttpApiProps"] },
  { page: "constructs/http-api.md", interfaces: ["Cors"] },
  { page: "constructs/http-api.md", interfaces: ["RouteSettings"], otherRows: ["access", "scopes"] },
  { page: "constructs/http-api.md", interfaces: ["HttpProxyOptions"] },
  { page: "constructs/log-alarm.md", interfaces: ["LogAlarmProps"] },
  { page: "constructs/log-subscription.md", interfaces: ["LogSubscriptionProps"] },
  { page: "constructs/nodejs-function.md", interfaces: ["NodejsFunctionProps"] },
  { page: "constructs/parameter.md", interfaces: ["ParameterProps"] },
  { page: "constructs/rest-api.md", interfaces: ["RestApiProps"] },
  { page: "constructs/rest-api.md", interfaces: ["ApiPolicyStatement"] },
  { page: "constructs/rest-api.md", interfaces: ["Canary"] },
  { page: "constructs/rest-api.md", interfaces: ["GatewayResponseSettings"] },
  { page: "constructs/rest-api-account.md", interfaces: ["RestApiAccountProps"] },
  {
    page: "constructs/rest-api.md",
    interfaces: ["RestRouteSettings", "SharedRouteSettings"],
    otherRows: ["access", "scopes"],
  },
  { page: "constructs/secret.md", interfaces: ["SecretProps"] },
  { page: "constructs/secret.md", interfaces: ["ExistingSecretOptions"] },
  { page: "constructs/table.md", interfaces: ["TableProps"] },
  { page: "constructs/table.md", interfaces: ["GlobalIndex", "LocalIndex"] },
  { page: "constructs/usage-plan.md", interfaces: ["UsagePlanProps"] },
  { page: "constructs/usage-plan.md", interfaces: ["Quota"] },
  { page: "constructs/usage-plan.md", interfaces: ["ApiKeyProps"] },
  { page: "constructs/web-acl.md", interfaces: ["WebAclProps"] },
  { page: "constructs/web-acl.md", interfaces: ["ManagedRules"] },
  { page: "constructs/web-acl.md", interfaces: ["RateLimit"] },
  { page: "constructs/websocket-api.md", interfaces: ["WebSocketApiProps"] },
  {
    page: "constructs/websocket-api.md",
    interfaces: ["WebSocketRouteSettings", "SharedRouteSettings"],
  },
  {
    page: "constructs/websocket-token-authorizer.md",
    interfaces: ["WebSocketTokenAuthorizerProps", "WebSocketTokenOptions"],
  },
  { page: "constructs/user-pool.md", interfaces: ["UserPoolProps"] },
  { page: "constructs/user-pool.md", interfaces: ["PasswordPolicy"] },
  { page: "constructs/user-pool.md", interfaces: ["CodeClientProps", "ClientProps"] },
  { page: "integrations/dynamodb.md", interfaces: ["DynamodbGetItemOptions"] },
  { page: "integrations/dynamodb.md", interfaces: ["DynamodbPutItemOptions"] },
  { page: "integrations/dynamodb.md", interfaces: ["DynamodbQueryOptions"] },
  { page: "integrations/eventbridge.md", interfaces: ["EventbridgePutEventsOptions"] },
  { page: "integrations/http.md", interfaces: ["HttpOptions"] },
  { page: "integrations/http.md", interfaces: ["RequestMapping"] },
  { page: "integrations/http.md", interfaces: ["ResponseMapping"] },
  { page: "integrations/kinesis.md", interfaces: ["KinesisPutRecordOptions"] },
  { page: "integrations/lambda-template.md", interfaces: ["LambdaTemplateOptions"] },
  { page: "integrations/mock.md", interfaces: ["MockOptions"] },
  { page: "integrations/s3.md", interfaces: ["S3ObjectOptions"] },
  { page: "integrations/sns.md", interfaces: ["SnsPublishOptions"] },
  { page: "integrations/sqs.md", interfaces: ["SqsSendMessageOptions"] },
  { page: "integrations/step-functions.md", interfaces: ["StepFunctionsOptions"] },
  { page: "bundling.md", interfaces: ["BundlingOptions"] },
  { page: "client.md", interfaces: ["ClientOptions"] },
  { page: "contracts.md", interfaces: ["RouteSpec"] },
  { page: "websocket-client.md", interfaces: ["SocketOptions"] },
];

/** Returns the names of all props of an interface, each with `true` if the prop is required. */
function readProps(name: string): Map<string, boolean> {
  const pattern = new RegExp(`export interface ${name}(?: extends (\\w+))? \\{\\n([\\s\\S]*?)\\n\\}`);
  const [, parent, body = ""] = SOURCES.map((source) => pattern.exec(source)).find((match) => match) ?? [];
  const props = [...body.matchAll(/^ {2}readonly (\w+)(\??):/gm)].map(
    ([, prop = "", optional]) => [prop, optional === ""] as const,
  );
  return new Map([...(parent === undefined ? [] : readProps(parent)), ...props]);
}

/** Returns the cells of each row of each table of a page, without the row of the headings. */
function readTables(page: string): string[][][] {
  const text = readFileSync(page, "utf8").replaceAll(/^```[\s\S]*?^```/gm, "");
  return [...text.matchAll(/(?:^\|.*\|\n)+/gm)].map(([table]) =>
    table
      .trim()
      .split("\n")
      .slice(2)
      .map((row) => row.replaceAll(/^\| ?| ?\|$/g, "").split(" | ")),
  );
}

/** Returns the names in the first cell of a row: `a`, `b` and `c(d)` are a, b and c. */
function namesOf([cell = ""]: readonly string[]): string[] {
  return [...cell.matchAll(/`(\w+)(?:\([^`]*)?`/g)].map(([, name = ""]) => name);
}

function headingsOf(page: string): string[] {
  const text = readFileSync(page, "utf8").replaceAll(/^```[\s\S]*?^```/gm, "");
  return [...text.matchAll(/^## (.*)$/gm)].map(([, heading = ""]) => heading);
}

const EXPORTED = readFileSync("src/constructs/index.ts", "utf8");

/** Exported values. A class that is exported only as a type is created by a method of another construct. */
const EXPORTED_VALUES = EXPORTED.replaceAll(/export type \{[^}]*\}/g, "");

/** Classes that extend a class of constructs, with their parent and the code of their body. */
const CLASSES = SOURCES.flatMap((source) => [
  ...source.matchAll(/export class (\w+) extends (\w+)[^{]*\{\n([\s\S]*?)\n\}/g),
]).map(([, name = "", parent = "", body = ""]) => ({ name, parent, body }));

/** Public classes of constructs with the code of their body, and of the body of the construct that they extend. */
const CONSTRUCTS = CLASSES.flatMap(({ name, parent, body }) => {
  if (parent === "Construct") return [{ name, body }];
  const extended = CLASSES.find((other) => other.name === parent && other.parent === "Construct");
  return extended ? [{ name, body: `${body}\n${extended.body}` }] : [];
})
  .map(({ name, body }) => ({ name, body, page: pageOf(name) }))
  .filter(({ name }) => new RegExp(`\\b${name}\\b`).test(EXPORTED_VALUES));

/** Returns the page of a construct: `docs/constructs/http-api.md` for `HttpApi`. `WebSocket` is one word. */
function pageOf(name: string): string {
  const words = name.replace("WebSocket", "Websocket").replaceAll(/(?<=[a-z])(?=[A-Z])/g, "-");
  return path.join(FOLDER, `${words.toLowerCase()}.md`);
}

test("every construct has a page with all required sections", () => {
  expect(CONSTRUCTS.map(({ name }) => name)).toContain("HttpApi");
  for (const { name, page } of CONSTRUCTS) {
    const headings = headingsOf(page);
    const missing = REQUIRED.filter((heading) => !headings.includes(heading));
    expect({ name, missing }).toEqual({ name, missing: [] });
  }
});

test.each(PAGES)("the sections of the page %s are in the order of all pages", (page) => {
  const headings = headingsOf(page);
  const others = headings.filter((heading) => ![...FIRST, ...LAST].includes(heading));
  expect(headings).toEqual([...FIRST, ...others, ...LAST].filter((heading) => headings.includes(heading)));
});

/** Number of sections from which a page has contents. */
const MIN_SECTIONS = 5;

test.each([...PAGES, ...REFERENCES].filter((page) => headingsOf(page).length >= MIN_SECTIONS))(
  "the contents of the page %s list its sections",
  (page) => {
    const [, contents = ""] = /^Contents: ([\s\S]*?)\n\n/m.exec(readFileSync(page, "utf8")) ?? [];
    const listed = contents.replaceAll("\n", " ").split(" · ");
    const links = headingsOf(page).map((heading) => {
      const anchor = heading
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, "")
        .replaceAll(" ", "-");
      return `[${heading.replace(/: override the Terraform$/, "")}](#${anchor})`;
    });
    expect(listed).toEqual(links);
  },
);

test.each([...PAGES, "docs/bundling.md"])("the cells of the tables of the page %s are short", (page) => {
  const cells = readTables(page).flat(2);
  const countWords = (cell: string) => cell.replaceAll(/\]\([^)]*\)/g, "]").split(/\s+/).length;
  expect(cells.filter((cell) => countWords(cell) > MAX_CELL_WORDS)).toEqual([]);
});

test.each(PROPS_TABLES)("a table of the page $page lists all props of $interfaces", (table) => {
  const { page, interfaces, otherRows = [] } = table;
  const props = new Map(interfaces.toReversed().flatMap((name) => [...readProps(name)]));
  expect(props.size).toBeGreaterThan(0);
  const expected = [...props.keys(), ...otherRows].sort();
  const listed = readTables(path.join("docs", page)).map((rows) => rows.flatMap(namesOf).sort());
  expect(listed).toContainEqual(expected);
});

test.each(PROPS_TABLES)("the page $page marks the required props of $interfaces", ({ page, interfaces }) => {
  const props = new Map(interfaces.toReversed().flatMap((name) => [...readProps(name)]));
  const rows = readTables(path.join("docs", page)).find((table) => {
    const names = table.flatMap(namesOf);
    return [...props.keys()].every((name) => names.includes(name));
  });
  const marked = (rows ?? []).filter((row) => row.at(-1)?.startsWith("required")).flatMap(namesOf);
  const required = [...props].filter(([, isRequired]) => isRequired).map(([name]) => name);
  expect(marked.sort()).toEqual(required.sort());
});

test("every public interface of props is in a table", () => {
  const exported = readFileSync("src/constructs/index.ts", "utf8").match(/\b\w+(?:Props|Options)\b/g) ?? [];
  // The props of `addSrpClient` are those that `addCodeClient` has, too.
  const others = exported.filter((name) => name !== "SrpClientProps");
  const listed = PROPS_TABLES.flatMap(({ interfaces }) => interfaces as readonly string[]);
  expect(others.filter((name) => !listed.includes(name))).toEqual([]);
});

test.each(CONSTRUCTS)("the table of members of $name lists all public members", ({ body, page }) => {
  const declared = [...body.matchAll(/^ {2}(?:readonly |get |static )?([a-z]\w*)(?=\??:|<|\()/gm)].map(
    ([, name = ""]) => name,
  );
  const [, section = ""] = readFileSync(page, "utf8").split("\n## Members\n");
  const [members = ""] = section.split("\n## ");
  const rows = members.split("\n").filter((line) => line.startsWith("| `"));
  const listed = rows.flatMap((row) => namesOf(row.slice(2).split(" | ")));
  expect(listed.sort()).toEqual(declared.filter((name) => name !== "constructor").sort());
});
