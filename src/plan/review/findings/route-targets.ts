import type { Change } from "../../plan-types";
import { formatFull } from "../format-value";
import { areSame, type PlainValues } from "../plain-values";
import type { FindingRule, ResourceChange } from "./finding-rule";
import { findDeployment, methodKey } from "./routes";

const INTEGRATION = "aws_api_gateway_integration";

/** Finds routes of a REST API that get another kind of target, such as a function instead of a mock. */
export const TARGET_CHANGES: FindingRule = {
  title: "Changed targets of routes",
  covers: /^type$/,
  find: (change, resources) =>
    change.type === INTEGRATION && change.action === "replace"
      ? [...targetLines(change, resources), ...missingLines(change, resources)]
      : [],
};

function targetLines({ before, after }: ResourceChange, resources: readonly Change[]): string[] {
  const [from, to] = [before, after].map(formatTarget);
  return from === to ? [] : [`~ ${methodKey(before, "before", resources)}: ${from} → ${to}`];
}

const TARGETS: Readonly<Record<string, string>> = {
  AWS: "AWS service",
  AWS_PROXY: "Lambda function",
  HTTP: "HTTP endpoint with templates",
  HTTP_PROXY: "HTTP endpoint",
  MOCK: "mock",
};

function formatTarget({ type, uri }: PlainValues): string {
  const isFunction = type === "AWS" && formatFull(uri).includes(":lambda:");
  return isFunction ? "Lambda function with templates" : (TARGETS[formatFull(type)] ?? formatFull(type));
}

/**
 * Describes the effect of replacements. Terraform deletes the old integration after it has created the new one and the
 * deployment. On AWS, both are the same integration of the method. The last replaced integration of an API has the line.
 */
function missingLines({ address, before }: ResourceChange, resources: readonly Change[]): string[] {
  const replaced = resources.filter(
    (other) =>
      other.type === INTEGRATION &&
      other.action === "replace" &&
      other.deposed === undefined &&
      areSame(other.before?.rest_api_id, before.rest_api_id),
  );
  if (replaced.at(-1)?.address !== address || !findDeployment(before, resources)) return [];
  return [
    "~ after this apply, the replaced integrations are missing, but requests reach the new targets; apply again to create them",
  ];
}
