import { MONITORING_QUOTAS } from "#aws";
import { hasMessages, type MonitoredApi } from "../api/common/monitored-api";
import { CloudwatchQueryDefinition, Construct, Lazy } from "../cdktf";
import { logGroupNameOf } from "../function/function-target";
import { physicalName, uniqueName } from "../names";
import { TEXT } from "../prop-rules";
import { type PropRules, readProps, required } from "../props";
import { escapeTemplates } from "../tokens";
import { addValidation, validateName } from "../validation";
import { API_KEY_QUERIES, formatQuery, LOG_QUERIES, type LogQuery } from "./log-queries";
import { MONITORED_API } from "./monitored-constructs";
import { validateRegion } from "./validate-region";
import { WEB_SOCKET_QUERIES } from "./web-socket-queries";

/** Options of {@link ApiQueries}. Only `api` is required. */
export interface ApiQueriesProps {
  /** API whose access logs the queries read, together with the logs of all its functions. */
  readonly api: MonitoredApi;
  /**
   * Folder of the queries in CloudWatch Logs Insights. It can contain other folders: `products/dev`. Default: the path of
   * the API, with `-` between the IDs: `products-dev-api`.
   */
  readonly folder?: string;
}

const QUERIES_RULES: PropRules<ApiQueriesProps> = { api: required(MONITORED_API), folder: TEXT };

/**
 * Saved queries of CloudWatch Logs Insights for the logs of an API and its functions. They find the slowest routes, the
 * failed requests with their causes, and all entries of one request. They also find the cold starts, and the callers
 * with the most requests. Invalid options are reported when the app is synthesized.
 *
 * @example
 * const api = new HttpApi(this, "api");
 * new ApiQueries(this, "queries", { api });
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_Insights-Saving-Queries.html
 */
export class ApiQueries extends Construct {
  /**
   * The `aws_cloudwatch_query_definition` resources by construct ID: `slowest-routes`, `errors`, `one-request`,
   * `cold-starts` and `top-callers`, and `usage-by-key` for a `RestApi`. A `WebSocketApi` has queries of its connections
   * and messages instead, such as `rejected-handshakes`.
   */
  readonly queries: ReadonlyMap<string, CloudwatchQueryDefinition>;

  constructor(scope: Construct, id: string, props: ApiQueriesProps) {
    super(scope, id);
    const { api, folder = physicalName(api) } = readProps(this, props, QUERIES_RULES);
    const functionLogGroups: string[] = [];
    const queries = listQueries(api);
    uniqueName(this, "folder of queries", folder, FOLDER_FIX);
    addValidation(this, () => [
      ...validateFolder(folder, Object.keys(queries)),
      ...validateAccessLogs(api),
      ...validateLogGroups(functionLogGroups.length + 1),
      ...validateRegion(this, { api: api.api }),
    ]);
    api.onFunction((target) => functionLogGroups.push(logGroupNameOf(target)));
    // CDKTF finds a value of another stack only if it is the same token each time, so the name is read once.
    const accessLogs = api.accessLogs ? [api.accessLogs.name] : [];
    const logGroups = { access: () => accessLogs, functions: () => functionLogGroups };
    this.queries = new Map(
      Object.entries(queries).map(([id, query]) => [id, createQuery(this, { id, folder, query, logGroups })]),
    );
  }
}

/** Returns the queries of an API by name. */
function listQueries(api: MonitoredApi): Readonly<Record<string, LogQuery>> {
  if (hasMessages(api)) return WEB_SOCKET_QUERIES;
  return { ...LOG_QUERIES, ...(api.metrics.hasApiKeys ? API_KEY_QUERIES : {}) };
}

const FOLDER_FIX = "Set `folder`.";

/** Query in a folder, and the log groups that it can read. */
interface SavedQuery {
  readonly id: string;
  readonly folder: string;
  readonly query: LogQuery;
  /** Functions that return the names of the log groups, because the API can get more functions. */
  readonly logGroups: Readonly<Record<"access" | "functions", () => readonly string[]>>;
}

function createQuery(
  scope: Construct,
  { id, folder, query, logGroups }: SavedQuery,
): CloudwatchQueryDefinition {
  const { access, functions } = logGroups;
  const names = {
    access,
    functions,
    both: () => [...access(), ...functions()],
  }[query.source];
  return new CloudwatchQueryDefinition(scope, id, {
    name: `${escapeTemplates(folder)}/${id}`,
    queryString: formatQuery(query),
    // The list is lazy, because it contains the functions of routes that are added later.
    logGroupNames: Lazy.listValue({ produce: () => [...names()] }, { omitEmpty: true }),
  });
}

/**
 * Rule for the name of a saved query, which starts with its folder.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html
 */
const QUERY_NAME = {
  kind: "query name",
  max: MONITORING_QUOTAS.queryNameLength,
  pattern: /^[^:*/]+(?:\/[^:*/]+)*$/,
  characters: "names without : and *, with a single / between them",
  fix: FOLDER_FIX,
};

/** Validates a folder, together with the longest name of a query in it. */
function validateFolder(folder: string, queries: readonly string[]): string[] {
  const longest = queries.reduce((longer, name) => (name.length > longer.length ? name : longer));
  return validateName(`${folder}/${longest}`, QUERY_NAME);
}

function validateAccessLogs({ accessLogs }: MonitoredApi): string[] {
  if (accessLogs) return [];
  return ["api has no access logs for the queries. Set `account` of the WebSocketApi."];
}

function validateLogGroups(count: number): string[] {
  const { logGroupsPerQuery: max } = MONITORING_QUOTAS;
  if (count <= max) return [];
  return [
    `the API has ${count} log groups; a query of CloudWatch Logs Insights reads at most ${max}. Serve several routes with one function.`,
  ];
}
