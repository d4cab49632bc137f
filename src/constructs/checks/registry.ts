import { ALARM_ACTIONS_CHECK } from "./alarm-actions";
import {
  KEY_WITHOUT_PLAN_CHECK,
  LOGGED_API_KEY_CHECK,
  PLAN_WITHOUT_KEY_CHECK,
  USAGE_PLANS_CHECK,
} from "./api-keys";
import { AUTHORIZERS_CHECK, RESOURCES_CHECK, ROUTES_CHECK, SCOPES_CHECK } from "./api-quotas";
import { defineCheck } from "./check";
import { DEPRECATED_RUNTIME_CHECK } from "./deprecated-runtime";
import { ENVIRONMENT_SIZE_CHECK } from "./environment-size";
import { LOG_RETENTION_CHECK } from "./log-retention";
import { LOG_ROLE_CHECK } from "./log-role";
import { SUBSCRIPTIONS_CHECK } from "./log-subscriptions";
import { MESSAGE_ROUTE_KEY_CHECK } from "./message-route-keys";
import { OPEN_GREEDY_ROUTE_CHECK } from "./open-greedy-routes";
import { UNCHECKED_INPUT_CHECK, UNUSED_VALIDATOR_CHECK } from "./request-validation";
import { UNUSED_AUTHORIZER_CHECK } from "./unused-authorizers";
import { UNUSED_FUNCTION_CHECK } from "./unused-functions";
import { UNUSED_ALARM_CHECK, UNUSED_PLAN_CHECK } from "./unused-plans";
import { WEB_ACL_CAPACITY_CHECK } from "./web-acl-capacity";
import { WILDCARD_ACTION_CHECK } from "./wildcard-actions";
import { WILDCARD_RESOURCE_CHECK } from "./wildcard-resources";

/** Checks that the constructs make themselves, because only they know the functions of a route or of a bundle. */
const CONSTRUCT_CHECKS = [
  defineCheck({
    name: "function-timeout",
    severity: "error",
    description:
      "A function of a route or of an authorizer has a timeout that is longer than API Gateway waits.",
  }),
  defineCheck({
    name: "literal-secret",
    severity: "error",
    description: "A secret is a literal in an environment variable, or in an argument of a resource.",
  }),
  defineCheck({
    name: "preflight-authorizer",
    severity: "error",
    description: "A route with an authorizer matches preflight requests, which carry no token.",
  }),
  defineCheck({
    name: "reserved-path",
    severity: "error",
    description: "A route of a REST API has the path /ping or /sping.",
  }),
  defineCheck({
    name: "zip-size",
    severity: "error",
    description: "The zip of a function is larger than Lambda accepts.",
  }),
] as const;

/**
 * All checks of Gatewright that report more than an invalid option. `waive()` turns off each of them for a construct,
 * and docs/checks.md has a row for each.
 */
export const CHECKS = [
  ...CONSTRUCT_CHECKS,
  LOG_RETENTION_CHECK,
  WILDCARD_ACTION_CHECK,
  WILDCARD_RESOURCE_CHECK,
  ALARM_ACTIONS_CHECK,
  ROUTES_CHECK,
  RESOURCES_CHECK,
  AUTHORIZERS_CHECK,
  SCOPES_CHECK,
  KEY_WITHOUT_PLAN_CHECK,
  LOGGED_API_KEY_CHECK,
  USAGE_PLANS_CHECK,
  SUBSCRIPTIONS_CHECK,
  ENVIRONMENT_SIZE_CHECK,
  UNUSED_VALIDATOR_CHECK,
  UNUSED_AUTHORIZER_CHECK,
  UNUSED_FUNCTION_CHECK,
  DEPRECATED_RUNTIME_CHECK,
  LOG_ROLE_CHECK,
  OPEN_GREEDY_ROUTE_CHECK,
  MESSAGE_ROUTE_KEY_CHECK,
  UNCHECKED_INPUT_CHECK,
  PLAN_WITHOUT_KEY_CHECK,
  UNUSED_PLAN_CHECK,
  UNUSED_ALARM_CHECK,
  WEB_ACL_CAPACITY_CHECK,
] as const;

/** Name of a check of Gatewright that `waive()` can turn off. */
export type WaivableCheck = (typeof CHECKS)[number]["name"];
