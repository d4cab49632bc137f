import { NUMBER, objectRule, oneOf, TAGS, TEXT } from "../../prop-rules";
import { type PropRules, required } from "../../props";
import { THROTTLE, type Throttle } from "../common/throttle";
import type { RestApi } from "../rest/rest-api";
import { restApisRule } from "../rest/rest-api-rule";

/** Periods of a {@link Quota}. */
export const CALENDAR_PERIODS = ["DAY", "WEEK", "MONTH"] as const;

/** Number of requests that a key can send in a calendar period. API Gateway rejects further requests with 429. */
export interface Quota {
  /** Maximum number of requests in a period, 1 to 2,147,483,647. */
  readonly requests: number;
  /** Period, in UTC. */
  readonly period: (typeof CALENDAR_PERIODS)[number];
  /**
   * Number of requests by which the limit of the first period is smaller: 0 to 6 for `WEEK`, 0 to 27 for `MONTH`, and 0
   * for `DAY`. It must be smaller than `requests`. Default: 0.
   * @see https://docs.aws.amazon.com/apigateway/latest/api/API_QuotaSettings.html
   */
  readonly offset?: number;
}

/** Options of a {@link UsagePlan}. Only `apis` is required. */
export interface UsagePlanProps {
  /** REST APIs that accept the keys of the plan, at least one. A plan counts the requests to all of them together. */
  readonly apis: readonly RestApi[];
  /** Name of the plan on AWS. Default: the construct's path, `products-dev-gold`. */
  readonly name?: string;
  /** Description of the plan. Default: none. */
  readonly description?: string;
  /** Request limit of each key. Default: none, so that only the limits of the APIs apply. */
  readonly throttle?: Throttle;
  /** Number of requests of each key in a period. Default: none. */
  readonly quota?: Quota;
  /** Tags of the plan and of its keys. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

const QUOTA_RULES: PropRules<Quota> = {
  requests: required(NUMBER),
  period: required(oneOf(CALENDAR_PERIODS)),
  offset: NUMBER,
};

/** Rules for the options of a {@link UsagePlan}. */
export const USAGE_PLAN_RULES: PropRules<UsagePlanProps> = {
  apis: restApisRule({
    httpApi: "An HttpApi has no API keys. Use a RestApi.",
    webSocketApi: "A WebSocketApi has no API keys. Use a RestApi, or an authorizer of the WebSocketApi.",
  }),
  name: TEXT,
  description: TEXT,
  throttle: THROTTLE,
  quota: objectRule(QUOTA_RULES, '{ requests: 10_000, period: "DAY" }'),
  tags: TAGS,
};
