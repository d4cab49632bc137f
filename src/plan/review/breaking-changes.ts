import { type ChangeRule, compareDocuments, type DocumentChange } from "#contract";
import type { Change } from "../plan-types";
import type { FindingGroup } from "./findings";
import { groupItems } from "./plain-values";
import { constructOf } from "./resource-label";
import type { ContractChange } from "./stack-contracts";

/** Rules whose changes other findings contain: removed endpoints and changes of the access. */
const OTHER_FINDINGS: ReadonlySet<ChangeRule> = new Set<ChangeRule>([
  "operation-removed",
  "token-required",
  "scopes-required",
  "scope-not-accepted",
  "groups-required",
  "group-not-accepted",
]);

/** Documents of the APIs of a stack, by Terraform name. */
type Documents = ReadonlyMap<string, unknown>;

/**
 * Returns the breaking changes of the APIs that have an OpenAPI or AsyncAPI document before and after the change.
 * @param resources all resources of the plan, including unchanged ones
 */
export function findBreakingChanges(
  { before, after }: ContractChange,
  resources: readonly Change[],
): readonly FindingGroup[] {
  const findings = [
    ...compareAll(before?.documents, after.documents, (api) =>
      subjectOf([`aws_apigatewayv2_api.${api}`, `aws_api_gateway_rest_api.${api}`], resources),
    ),
    ...compareAll(before?.asyncApiDocuments, after.asyncApiDocuments, (api) =>
      subjectOf([`aws_apigatewayv2_api.${api}`], resources),
    ),
  ];
  return findings.length > 0 ? [{ title: "Breaking changes of the API", findings }] : [];
}

function compareAll(
  before: Documents = new Map(),
  after: Documents = new Map(),
  nameSubject: (api: string) => string,
) {
  return [...after].flatMap(([api, document]) => {
    if (!before.has(api)) return [];
    const changes = compareDocuments(before.get(api), document);
    const lines = formatChanges(
      changes.filter(({ effect, rule }) => effect === "breaking" && !OTHER_FINDINGS.has(rule)),
    );
    return lines.length > 0 ? [{ subject: nameSubject(api), lines }] : [];
  });
}

/** Returns the construct of the first address in the plan, or else the first address. */
function subjectOf(addresses: readonly [string, ...string[]], resources: readonly Change[]): string {
  const resource = resources.find(({ address }) => addresses.includes(address));
  return resource ? constructOf(resource) : addresses[0];
}

/** Maximum number of operations that a line lists by name. */
const MAX_OPERATIONS = 5;

/** Formats changes. A change of a shared schema has one line for all its operations. */
function formatChanges(changes: readonly DocumentChange[]): string[] {
  return [...groupItems(changes, ({ text }) => text)].map(([text, sameText]) => {
    const operations = [...new Set(sameText.map(({ operation }) => operation))];
    const hidden = operations.length - MAX_OPERATIONS;
    const names = operations.slice(0, MAX_OPERATIONS).join(", ");
    return `- ${names}${hidden > 0 ? ` and ${hidden} more` : ""}: ${text}`;
  });
}
