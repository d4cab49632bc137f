import { arn, type ComputedTypes, type ResourceContext, uuid } from "./resource-context";

/** Returns the ARN of a web ACL, which contains its name and its ID. */
function webAclArn(webAcl: ResourceContext): string {
  const isGlobal = webAcl.text("scope") === "CLOUDFRONT";
  return arn(
    webAcl,
    "wafv2",
    `${isGlobal ? "global" : "regional"}/webacl/${webAcl.text("name")}/${uuid(webAcl)}`,
  );
}

/**
 * Types of AWS WAF.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/tree/v6.25.0/internal/service/wafv2
 */
export const WAF_ATTRIBUTES: ComputedTypes = {
  aws_wafv2_web_acl: {
    identifiedBy: ["name", "scope"],
    attributes: {
      id: uuid,
      arn: webAclArn,
      // Only groups for the prevention of fraud have a URL.
      application_integration_url: () => "",
    },
  },
  aws_wafv2_web_acl_association: {
    identifiedBy: ["web_acl_arn", "resource_arn"],
    attributes: { id: ({ text }) => `${text("web_acl_arn")},${text("resource_arn")}` },
  },
  aws_wafv2_web_acl_logging_configuration: {
    identifiedBy: ["resource_arn"],
    attributes: { id: ({ text }) => text("resource_arn") },
  },
};
