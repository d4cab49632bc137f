import { WAF_QUOTAS } from "#aws";
import type { IConstruct } from "../cdktf";
import { ProjectContext } from "../project-context";
import { defineCheck } from "./check";

/** Capacity units of the web ACLs of an app, by the construct of their resource. */
class WebAclCapacities {
  readonly units = new Map<IConstruct, number>();
}

/** Records the capacity units that a web ACL needs. */
export function addWebAclCapacity(webAcl: IConstruct, units: number): void {
  ProjectContext.of(webAcl).registry(WebAclCapacities).units.set(webAcl, units);
}

/**
 * AWS charges more for each request to a web ACL that needs more capacity units than the basic price includes.
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-waf-capacity-units.html
 */
export const WEB_ACL_CAPACITY_CHECK = defineCheck({
  name: "web-acl-capacity",
  severity: "warning",
  description: "The rules of a `WebAcl` need more capacity than the basic price of AWS WAF includes.",
  find: (stack) =>
    stack.ofType("aws_wafv2_web_acl").flatMap(({ construct }) => {
      const units = ProjectContext.of(construct).registry(WebAclCapacities).units.get(construct) ?? 0;
      const { includedCapacity } = WAF_QUOTAS;
      if (units <= includedCapacity) return [];
      const message = `the managed rules need ${units} capacity units; the basic price of a request includes ${includedCapacity}. Remove rule groups for systems that the functions do not use.`;
      return [{ construct, message }];
    }),
});
