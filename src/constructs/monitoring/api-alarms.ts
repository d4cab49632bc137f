import { hasMessages, type MonitoredApi } from "../api/common/monitored-api";
import { CloudwatchMetricAlarm, Construct, Lazy, type SnsTopic } from "../cdktf";
import { addQuotaAlarm } from "../checks";
import { physicalName, relativePath, uniqueName } from "../names";
import { readProps } from "../props";
import { escapeTemplates, terraformMap } from "../tokens";
import { addValidation, knownAtSynth, WRITE_MEMBERS_FIX } from "../validation";
import type { AlarmDefinition, Severity } from "./alarm-definition";
import { AlarmGroup, type AlarmReceivers } from "./alarm-group";
import { apiDefinitions, quotaDefinitions } from "./api-alarm-definitions";
import { API_ALARMS_RULES, type ApiAlarmsProps } from "./api-alarms-props";
import { functionDefinitions } from "./function-alarm-definitions";
import { tableDefinitions } from "./table-alarm-definitions";
import { countOverQuota, countThrottled } from "./throttled-requests";
import {
  validateAlarms,
  validateCacheAlarm,
  validateLinks,
  validateWebSocketAlarms,
} from "./validate-alarms";
import { tableResources, validateRegion } from "./validate-region";
import { webSocketDefinitions } from "./web-socket-alarm-definitions";

/** Alarms of one severity, and the resources that send their notifications. */
export interface AlarmNotifications {
  /** The Terraform resource `aws_sns_topic`. */
  readonly topic: SnsTopic;
  /**
   * The Terraform resource `aws_cloudwatch_composite_alarm`, which goes into the state `ALARM` if any alarm of the
   * severity does.
   */
  readonly composite: AlarmGroup["composite"];
  /** The `aws_cloudwatch_metric_alarm` resources of the severity. */
  readonly alarms: readonly CloudwatchMetricAlarm[];
}

/**
 * CloudWatch alarms of an API, its functions and its tables. Each alarm has one of two severities. A composite alarm per
 * severity notifies an SNS topic: `page` if callers are affected, and `inform` for all other alarms. Minutes without
 * requests trigger no alarm. Invalid options are reported when the app is synthesized.
 *
 * @example
 * const api = new HttpApi(this, "api");
 * new ApiAlarms(this, "alarms", { api, page: { emails: ["on-call@example.com"] } });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html
 */
export class ApiAlarms extends Construct {
  /** API of the alarms. */
  readonly api: MonitoredApi;
  /** Notifications of the alarms that need an engineer now. */
  readonly page: AlarmNotifications;
  /** Notifications of all other alarms. */
  readonly inform: AlarmNotifications;
  /**
   * The `aws_cloudwatch_metric_alarm` resources by construct ID, such as `server-errors`, `latency`, and for each
   * function `errors-<function>`.
   */
  readonly alarms: ReadonlyMap<string, CloudwatchMetricAlarm>;

  readonly #alarms = new Map<string, CloudwatchMetricAlarm>();
  readonly #groups: Readonly<Record<Severity, AlarmGroup>>;
  readonly #settings: Settings;
  readonly #links: string[] = [];
  /** Descriptions of the alarms without the links, by construct ID. */
  readonly #descriptions = new Map<string, string>();

  constructor(scope: Construct, id: string, props: ApiAlarmsProps) {
    super(scope, id);
    const values = readProps(this, props, API_ALARMS_RULES);
    const settings = withDefaults(this, values);
    this.#settings = settings;
    this.alarms = this.#alarms;
    addValidation(this, () => [
      ...validateAlarms(settings, [...this.#alarms.values()]),
      ...validateCacheAlarm(settings.cacheMissPercent, settings.api),
      ...validateWebSocketAlarms(values),
      ...validateLinks(this.#links, this.#descriptions),
      ...validateRegion(this, { api: settings.api.api, ...tableResources(settings.tables) }),
    ]);
    const page = createGroup(this, "page", settings);
    const inform = createGroup(this, "inform", settings);
    this.#groups = { page, inform };
    this.page = page;
    this.inform = inform;
    const { api, tables } = settings;
    this.api = api;
    this.#addApiAlarms();
    api.onFunction((target) =>
      this.#addAlarms(functionDefinitions(target, relativePath(this, target), settings)),
    );
    for (const table of tables) this.#addAlarms(tableDefinitions(table, relativePath(this, table)));
  }

  /**
   * Appends a link to the description of every alarm, such as the link to a runbook.
   * @param text text of the link with its URL: `Runbook: https://wiki.example.com/products`
   */
  addLink(text: string): void {
    this.#links.push(text);
  }

  #addApiAlarms(): void {
    const { api } = this;
    if (hasMessages(api)) {
      const throttled = api.accessLogs && countThrottled(this, api.accessLogs, api.metrics);
      this.#addAlarms(webSocketDefinitions(api, throttled, this.#settings));
      return;
    }
    const { accessLogs, metrics } = api;
    this.#addAlarms(apiDefinitions(api, countThrottled(this, accessLogs, metrics), this.#settings));
    this.#addAlarms(quotaDefinitions(api, () => countOverQuota(this, accessLogs), this.#settings));
    const quotaAlarm = this.#alarms.get("over-quota-requests");
    if (quotaAlarm) addQuotaAlarm(quotaAlarm, { construct: api, id: api.api.id });
  }

  #addAlarms(definitions: Readonly<Record<string, AlarmDefinition>>): void {
    for (const [id, definition] of Object.entries(definitions)) this.#addAlarm(id, definition);
  }

  #addAlarm(id: string, { severity, condition, firstLook, config }: AlarmDefinition): void {
    const name = `${this.#settings.name}-${id.replaceAll("/", "-")}`;
    uniqueName(this, "alarm name", name, "Change a construct ID in the path.");
    const description = `${condition} ${firstLook}`;
    const alarm = new CloudwatchMetricAlarm(this, id, {
      ...escapeTemplates(config),
      comparisonOperator: config.comparisonOperator ?? "GreaterThanThreshold",
      evaluationPeriods: config.evaluationPeriods ?? 1,
      alarmName: escapeTemplates(name),
      alarmDescription: Lazy.stringValue({
        produce: () => escapeTemplates([description, ...this.#links].join(" ")),
      }),
      treatMissingData: "notBreaching",
      tags: escapeTemplates(this.#settings.tags),
    });
    this.#alarms.set(id, alarm);
    this.#descriptions.set(id, description);
    this.#groups[severity].add(alarm, name);
  }
}

type Settings = ReturnType<typeof withDefaults>;

function withDefaults(scope: Construct, props: ApiAlarmsProps) {
  const known = <Value>(field: string, value: Value) => knownAtSynth(scope, field, value, WRITE_MEMBERS_FIX);
  const latencyP99Ms = props.latencyP99Ms ?? 3000;
  return {
    ...props,
    name: physicalName(scope),
    tables: knownAtSynth(scope, "tables", props.tables) ?? [],
    page: knownReceivers(scope, "page", props.page),
    inform: knownReceivers(scope, "inform", props.inform),
    encryptionKey: known("encryptionKey", props.encryptionKey),
    tags: props.tags && terraformMap(props.tags),
    serverErrorPercent: props.serverErrorPercent ?? 1,
    throttledPercent: props.throttledPercent ?? 5,
    latencyP99Ms,
    integrationLatencyP99Ms: props.integrationLatencyP99Ms ?? latencyP99Ms,
    functionErrorPercent: props.functionErrorPercent ?? 5,
    durationPercent: props.durationPercent ?? 80,
    concurrencyPercent: props.concurrencyPercent ?? 80,
    minRequests: props.minRequests ?? 10,
    trafficAnomalies: knownAtSynth(scope, "trafficAnomalies", props.trafficAnomalies) ?? false,
  };
}

function knownReceivers(scope: Construct, severity: Severity, receivers?: AlarmReceivers): AlarmReceivers {
  const { emails, topics } = knownAtSynth(scope, severity, receivers, WRITE_MEMBERS_FIX) ?? {};
  return {
    emails: knownAtSynth(scope, `${severity}.emails`, emails),
    topics: knownAtSynth(scope, `${severity}.topics`, topics),
  };
}

const GROUP_DESCRIPTIONS: Readonly<Record<Severity, string>> = {
  page: "Callers are affected. The descriptions of the alarms in ALARM contain what to look at first.",
  inform: "A problem that is not urgent, or the cause of another alarm.",
};

function createGroup(scope: Construct, severity: Severity, settings: Settings): AlarmGroup {
  const { name, encryptionKey, tags } = settings;
  return new AlarmGroup(scope, severity, {
    name: `${name}-${severity}`,
    description: GROUP_DESCRIPTIONS[severity],
    receivers: settings[severity],
    encryptionKey,
    tags,
  });
}
