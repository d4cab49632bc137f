import type { TypeFacts } from "./type-facts";

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/wafv2/web_acl.go */
const webAcl: TypeFacts = {
  forceNew: ["name", "name_prefix", "scope"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/wafv2/web_acl_association.go */
const webAclAssociation: TypeFacts = {
  forceNew: ["resource_arn", "web_acl_arn"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/wafv2/web_acl_logging_configuration.go */
const webAclLoggingConfiguration: TypeFacts = {
  forceNew: ["log_destination_configs", "resource_arn"],
};

/** Web ACLs of AWS WAF. */
export const WAF: Readonly<Record<string, TypeFacts>> = {
  aws_wafv2_web_acl: webAcl,
  aws_wafv2_web_acl_association: webAclAssociation,
  aws_wafv2_web_acl_logging_configuration: webAclLoggingConfiguration,
};
