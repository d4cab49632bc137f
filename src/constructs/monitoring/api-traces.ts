import { MONITORING_QUOTAS } from "#aws";
import type { MonitoredRequestApi } from "../api/common/monitored-api";
import { Construct, Lazy, XrayGroup } from "../cdktf";
import { physicalName, uniqueName } from "../names";
import { BOOLEAN, TAGS, TEXT } from "../prop-rules";
import { type PropRules, readProps, required } from "../props";
import { escapeTemplates, terraformMap } from "../tokens";
import { addValidation, type NameRule, validateName } from "../validation";
import { REQUEST_API } from "./monitored-constructs";
import { validateRegion } from "./validate-region";

/** Options of {@link ApiTraces}. Only `api` is required. */
export interface ApiTracesProps {
  /** API whose functions write the traces. */
  readonly api: MonitoredRequestApi;
  /** Name of the group, up to 32 characters. Default: the path of the construct, `products-dev-traces`. */
  readonly name?: string;
  /** Enables X-Ray Insights, which detects when the number of X-Ray faults (5xx errors) increases. Default: true. */
  readonly insights?: boolean;
  /** Sends an event to EventBridge when an insight changes. Requires `insights`. Default: false. */
  readonly notifications?: boolean;
  /** Tags of the group. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

const TRACES_RULES: PropRules<ApiTracesProps> = {
  api: required(REQUEST_API),
  name: TEXT,
  insights: BOOLEAN,
  notifications: BOOLEAN,
  tags: TAGS,
};

/**
 * X-Ray group with the traces of all functions that an API invokes. Invalid options are reported when the app is
 * synthesized.
 *
 * @example
 * const api = new HttpApi(this, "api");
 * const health = new NodejsFunction(this, "health", { entry: "functions/health/get.ts" });
 * api.route("GET /health", health, { access: "public" });
 * new ApiTraces(this, "traces", { api });
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-console-groups.html
 */
export class ApiTraces extends Construct {
  /** The Terraform resource `aws_xray_group`. */
  readonly group: XrayGroup;

  constructor(scope: Construct, id: string, props: ApiTracesProps) {
    super(scope, id);
    const { api, ...settings } = withDefaults(this, readProps(this, props, TRACES_RULES));
    // CDKTF finds a value of another stack only if it is the same token each time, so the names are read once.
    const names: string[] = [];
    uniqueName(this, "X-Ray group name", settings.name);
    addValidation(this, () => [
      ...validateName(settings.name, GROUP_NAME),
      ...validateNotifications(settings),
      ...validateFunctions(names),
      ...validateRegion(this, { api: api.api }),
    ]);
    api.onFunction(({ functionName }) => names.push(functionName));
    this.group = new XrayGroup(this, "Default", {
      ...escapeTemplates({ groupName: settings.name, tags: settings.tags }),
      // The functions of routes that are added later belong to the group, too.
      filterExpression: Lazy.stringValue({ produce: () => filterOf(names) }),
      insightsConfiguration: {
        insightsEnabled: settings.insights,
        notificationsEnabled: settings.notifications,
      },
    });
  }
}

function withDefaults(scope: Construct, props: ApiTracesProps) {
  const { insights = true, notifications = false } = props;
  return {
    ...props,
    name: props.name ?? physicalName(scope),
    insights,
    notifications,
    tags: props.tags && terraformMap(props.tags),
  };
}

/**
 * Returns the filter expression of all traces with one of the functions. The name of a service is the name of the function.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html
 */
function filterOf(names: readonly string[]): string {
  return names.map((name) => `service("${name}")`).join(" OR ");
}

/** @see https://docs.aws.amazon.com/xray/latest/api/API_CreateGroup.html */
const GROUP_NAME: NameRule = {
  kind: "X-Ray group name",
  max: MONITORING_QUOTAS.traceGroupNameLength,
  pattern: /^(?!Default$)[^\n]+$/,
  characters: "one line of text other than Default, which X-Ray reserves",
};

function validateNotifications({
  insights,
  notifications,
}: Pick<ApiTracesProps, "insights" | "notifications">) {
  if (insights !== false || notifications !== true) return [];
  return ["notifications is true and insights is false. Set insights to true, or remove notifications."];
}

function validateFunctions(names: readonly string[]): string[] {
  return names.length > 0
    ? []
    : ["the API invokes no function, so it has no traces. Add a route with a function."];
}
