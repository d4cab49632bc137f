import { MONITORING_QUOTAS } from "#aws";
import type { HttpApi } from "../api/http/http-api";
import { CloudwatchQueryDefinition, Construct, Lazy } from "../cdktf";
import { logGroupNameOf } from "../function/function-target";
import { physicalName, uniqueName } from "../names";
import { TEXT } from "../prop-rules";
import { type PropRules, readProps, required } from "../props";
import { escapeTemplates } from "../tokens";
import { addValidation, validateName } from "../validation";
import { formatQuery, LOG_QUERIES, type LogQuery } from "./log-queries";
import { MONITORED_API } from "./monitored-api";

/** Options of {@link ApiQueries}. Only `api` is required. */
export interface ApiQueriesProps {
  /** API whose access logs the queries read, together with the logs of all its functions. */
  readonly api: HttpApi;
  /**
   * Folder of the queries in CloudWatch Logs Insights. It can contain other folders: `products/dev`. Default: the path of
   * the API, with `-` between the IDs: `products-dev-api`.
   */
  readonly folder?: string;
}

const QUERIES_RULES: PropRules<ApiQueriesProps> = { api: required(MONITORED_API), folder: TEXT };

/**
 * Saved queries of CloudWatch Logs Insights for the logs of an API and its functions: the slowest routes, the failed
 * requests with their causes, all entries of one request, the cold starts, and the callers with the most requests.
 * Invalid options are reported when the app is synthesized.
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
   * `cold-starts` and `top-callers`.
   */
  readonly queries: ReadonlyMap<string, CloudwatchQueryDefinition>;

  constructor(scope: Construct, id: string, props: ApiQueriesProps) {
    super(scope, id);
    const { api, folder: name } = readProps(this, props, QUERIES_RULES);
    const folder = name ?? physicalName(api);
    const functions: string[] = [];
    uniqueName(this, "folder of queries", folder, FOLDER_FIX);
    addValidation(this, () => [...validateFolder(folder), ...validateLogGroups(functions.length + 1)]);
    api.onFunction((target) => functions.push(logGroupNameOf(target)));
    const groups = { access: () => [api.accessLogs.name], functions: () => functions };
    this.queries = new Map(
      Object.entries(LOG_QUERIES).map(([id, query]) => [
        id,
        createQuery(this, { id, folder, query, groups }),
      ]),
    );
  }
}

const FOLDER_FIX = "Set `folder`.";

interface SavedQuery {
  readonly id: string;
  readonly folder: string;
  readonly query: LogQuery;
  readonly groups: Readonly<Record<"access" | "functions", () => readonly string[]>>;
}

function createQuery(scope: Construct, { id, folder, query, groups }: SavedQuery): CloudwatchQueryDefinition {
  const { access, functions } = groups;
  const names = {
    access,
    functions,
    both: () => [...access(), ...functions()],
  }[query.source];
  return new CloudwatchQueryDefinition(scope, id, {
    name: `${escapeTemplates(folder)}/${id}`,
    queryString: formatQuery(query),
    // The functions of routes that are added later belong to the list, too.
    logGroupNames: Lazy.listValue({ produce: () => [...names()] }, { omitEmpty: true }),
  });
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html */
const QUERY_NAME = {
  kind: "query name",
  max: MONITORING_QUOTAS.queryNameLength,
  pattern: /^[^:*/]+(?:\/[^:*/]+)*$/,
  characters: "names without : and *, with a single / between them",
  fix: FOLDER_FIX,
};

/** Checks the folder with the longest name in it. */
function validateFolder(folder: string): string[] {
  return validateName(`${folder}/slowest-routes`, QUERY_NAME);
}

function validateLogGroups(count: number): string[] {
  const { logGroupsPerQuery: max } = MONITORING_QUOTAS;
  if (count <= max) return [];
  return [
    `the API has ${count} log groups; a query of CloudWatch Logs Insights reads at most ${max}. Serve several routes with one function.`,
  ];
}
