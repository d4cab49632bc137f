import type { Change } from "../plan-types";
import type { FindingGroup } from "./findings";
import { toResourceChange } from "./findings/finding-rule";
import { describeValidation } from "./findings/request-validation";
import { formatFull } from "./format-value";
import { areSame } from "./plain-values";
import { labelOf } from "./resource-label";
import type { ContractChange } from "./stack-contracts";

/**
 * Returns the methods of REST APIs whose request validation rejects more requests than before. An API with OpenAPI
 * documents is left out, because the comparison of the documents finds its breaking changes.
 *
 * @param resources all resources of the plan, including unchanged ones
 */
export function findStricterValidation(
  resources: readonly Change[],
  contracts: ContractChange | undefined,
): readonly FindingGroup[] {
  const findings = resources
    .filter(({ deposed }) => deposed === undefined)
    .filter((change) => !hasDocuments(change, resources, contracts))
    .flatMap((change) => {
      const lines = describeValidation("stricter", toResourceChange(change), resources);
      return lines.length > 0 ? [{ subject: labelOf(change), lines }] : [];
    });
  return findings.length > 0 ? [{ title: "Stricter request validation", findings }] : [];
}

function hasDocuments(
  { after }: Change,
  resources: readonly Change[],
  contracts: ContractChange | undefined,
): boolean {
  const id = after?.rest_api_id;
  const api = resources.find(
    ({ type, address, ...values }) =>
      type === "aws_api_gateway_rest_api" &&
      (formatFull(id) === `${address}.id` || areSame((values.before ?? values.after)?.id, id)),
  );
  const name = api?.address.replace("aws_api_gateway_rest_api.", "") ?? "";
  return contracts?.before?.documents.has(name) === true && contracts.after.documents.has(name);
}
