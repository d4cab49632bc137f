import type { TypeFacts } from "./type-facts";

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/account.go */
const account: TypeFacts = {
  forceNew: [],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/api_key.go */
const apiKey: TypeFacts = {
  forceNew: ["value"],
  defaults: { description: "Managed by Terraform", enabled: true },
  sensitive: ["value"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/base_path_mapping.go */
const basePathMapping: TypeFacts = {
  forceNew: ["domain_name"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/client_certificate.go */
const clientCertificate: TypeFacts = {
  forceNew: [],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/domain_name.go */
const domainName: TypeFacts = {
  forceNew: ["certificate_body", "certificate_chain", "certificate_private_key", "domain_name"],
  sensitive: ["certificate_private_key"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/domain_name_access_association.go */
const domainNameAccessAssociation: TypeFacts = {
  forceNew: ["access_association_source", "access_association_source_type", "domain_name_arn"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/usage_plan.go */
const usagePlan: TypeFacts = {
  forceNew: [],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/usage_plan_key.go */
const usagePlanKey: TypeFacts = {
  forceNew: ["key_id", "key_type", "usage_plan_id"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/vpc_link.go */
const vpcLink: TypeFacts = {
  forceNew: ["target_arns"],
};

/** Resources that several REST APIs can use: API keys, usage plans, domain names and VPC links. */
export const REST_API_KEYS_AND_DOMAINS: Readonly<Record<string, TypeFacts>> = {
  aws_api_gateway_account: account,
  aws_api_gateway_api_key: apiKey,
  aws_api_gateway_base_path_mapping: basePathMapping,
  aws_api_gateway_client_certificate: clientCertificate,
  aws_api_gateway_domain_name: domainName,
  aws_api_gateway_domain_name_access_association: domainNameAccessAssociation,
  aws_api_gateway_usage_plan: usagePlan,
  aws_api_gateway_usage_plan_key: usagePlanKey,
  aws_api_gateway_vpc_link: vpcLink,
};
