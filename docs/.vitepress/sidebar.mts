import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { DefaultTheme } from "vitepress";

const DOCS = path.resolve(import.meta.dirname, "..");

/** Pages of each group, in the order of the sidebar. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  Start: ["start-a-project", "add-to-a-cdktf-project", "upgrade"],
  "Move from another tool": [
    "migrate/hcl",
    "migrate/aws-cdk",
    "migrate/sam",
    "migrate/serverless",
    "migrate/existing-resources",
  ],
  "API code": [
    "contracts",
    "handlers",
    "streaming",
    "metrics-and-traces",
    "openapi",
    "client",
    "websocket-contracts",
    "websocket-handlers",
    "websocket-client",
  ],
  Constructs: [
    "constructs/http-api",
    "constructs/rest-api",
    "constructs/websocket-api",
    "constructs/websocket-token-authorizer",
    "constructs/rest-api-account",
    "constructs/usage-plan",
    "constructs/web-acl",
    "http-or-rest-api",
    "constructs/nodejs-function",
    "bundling",
    "constructs/authorizers",
    "constructs/user-pool",
    "constructs/table",
    "constructs/connections",
    "constructs/secret",
    "constructs/parameter",
    "constructs/api-alarms",
    "constructs/api-dashboard",
    "constructs/api-queries",
    "constructs/api-traces",
    "constructs/log-alarm",
    "constructs/log-subscription",
    "constructs/github-deploy-role",
    "constructs/app",
    "checks",
    "constructs/scanners",
    "any-aws-resource",
  ],
  Integrations: [
    "integrations/mock",
    "integrations/http",
    "integrations/lambda-template",
    "integrations/aws-services",
    "integrations/dynamodb",
    "integrations/s3",
    "integrations/sqs",
    "integrations/sns",
    "integrations/eventbridge",
    "integrations/kinesis",
    "integrations/step-functions",
  ],
  "Daily work": [
    "cli",
    "local",
    "local-websocket",
    "debugging",
    "testing",
    "mapping-templates",
    "plan",
    "errors",
  ],
  Recipes: [
    "recipes/add-a-route",
    "recipes/add-a-stage",
    "recipes/versions",
    "recipes/pagination",
    "recipes/upload-to-s3",
    "recipes/webhooks",
    "recipes/read-a-secret",
    "recipes/forward-to-an-endpoint",
    "recipes/canary",
    "recipes/accept-xml",
    "recipes/custom-domain",
    "recipes/web-application-firewall",
  ],
};

const DECISIONS = readdirSync(path.join(DOCS, "decisions"))
  .filter((file) => /^\d+-.*\.md$/.test(file))
  .map((file) => `decisions/${path.parse(file).name}`)
  .sort();

/** Pages that no list contains: the title of the site links to the home page, and README is the page of all decisions. */
const OTHERS = ["index", "architecture", "benchmarks", "decisions/README"];

/** Returns the sidebar. The text of an item is the first heading of its page. */
export function readSidebar(): DefaultTheme.SidebarItem[] {
  validatePages([...Object.values(GROUPS).flat(), ...DECISIONS, ...OTHERS]);
  const groups = Object.entries(GROUPS).map(([text, pages]) => ({ text, items: pages.map(toItem) }));
  const decisions = { ...toItem("decisions/README"), collapsed: true, items: DECISIONS.map(toItem) };
  return [...groups, { text: "Internals", items: [toItem("architecture"), toItem("benchmarks"), decisions] }];
}

function toItem(page: string): DefaultTheme.SidebarItem {
  const [, text = page] = /^# (.*)$/m.exec(readFileSync(path.join(DOCS, `${page}.md`), "utf8")) ?? [];
  return { text: text.replaceAll("`", ""), link: `/${page.replace(/README$/, "")}` };
}

/** Throws an error if a page is missing from the sidebar. */
function validatePages(listed: readonly string[]): void {
  const pages = readdirSync(DOCS, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md") && !file.startsWith(".vitepress"))
    .map((file) => file.slice(0, -".md".length).replaceAll(path.sep, "/"));
  const missing = pages.filter((page) => !listed.includes(page));
  if (missing.length > 0) {
    throw new Error(`docs/.vitepress/sidebar.mts: ${missing.join(", ")} are missing. Add them to a group.`);
  }
}
