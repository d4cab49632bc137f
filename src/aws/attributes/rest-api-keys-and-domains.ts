import { apiGatewayArn, arn, type ComputedType, type ComputedTypes } from "./resource-context";

/** Returns the attributes of a type whose ARN is `/<collection>/<id>`. @param length number of characters of the ID */
function inCollection(collection: string, identifiedBy: string, length: number): ComputedType {
  return {
    identifiedBy: [identifiedBy],
    attributes: {
      id: ({ token }) => token(length),
      arn: (resource) => apiGatewayArn(resource, `/${collection}/${resource.text("id")}`),
    },
  };
}

const API_KEY = inCollection("apikeys", "name", 10);

/** Returns the part of a name that a header can contain. */
function toHeaderText(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]+/g, "-").slice(0, 60);
}

/**
 * Resources that several REST APIs can use: API keys, usage plans, domain names, VPC links and the settings of an account.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/tree/v6.25.0/internal/service/apigateway
 */
export const REST_API_KEYS_AND_DOMAINS_ATTRIBUTES: ComputedTypes = {
  aws_api_gateway_account: {
    // An account has one of these resources in each Region.
    identifiedBy: [],
    attributes: {
      id: () => "api-gateway-account",
      api_key_version: () => "4",
      features: () => ["UsagePlans"],
      throttle_settings: () => [{ burst_limit: 5000, rate_limit: 10_000 }],
    },
  },
  aws_api_gateway_api_key: {
    ...API_KEY,
    attributes: {
      ...API_KEY.attributes,
      // A value of AWS has 40 letters and digits. The prefix distinguishes the fake value from it.
      value: ({ text, token }) => `local-${toHeaderText(text("name"))}-${token(20)}`,
    },
  },
  aws_api_gateway_usage_plan: inCollection("usageplans", "name", 6),
  aws_api_gateway_usage_plan_key: {
    identifiedBy: ["key_id", "usage_plan_id"],
    attributes: { id: ({ text }) => text("key_id") },
  },
  // A client certificate has no name. Certificates with equal descriptions have the same fake ID.
  aws_api_gateway_client_certificate: inCollection("clientcertificates", "description", 6),
  aws_api_gateway_vpc_link: inCollection("vpclinks", "name", 6),
  aws_api_gateway_domain_name: {
    identifiedBy: ["domain_name"],
    attributes: {
      id: ({ text }) => text("domain_name"),
      arn: (domain) => apiGatewayArn(domain, `/domainnames/${domain.text("domain_name")}`),
      cloudfront_domain_name: ({ token }) => `${token(14)}.cloudfront.net`,
      // Hosted zone of every CloudFront distribution.
      cloudfront_zone_id: () => "Z2FDTNDATAQYW2",
      regional_domain_name: ({ region, token }) => `d-${token(10)}.execute-api.${region}.amazonaws.com`,
      regional_zone_id: ({ token }) => `Z${token(13).toUpperCase()}`,
      ownership_verification_certificate_arn: () => "",
      security_policy: () => "TLS_1_2",
    },
  },
  aws_api_gateway_base_path_mapping: {
    identifiedBy: ["domain_name", "base_path", "domain_name_id"],
    attributes: {
      id: ({ text }) => {
        const path = `${text("domain_name")}/${text("base_path")}`;
        const domainNameId = text("domain_name_id");
        return domainNameId === "" ? path : `${path}/${domainNameId}`;
      },
    },
  },
  aws_api_gateway_domain_name_access_association: {
    identifiedBy: ["domain_name_arn", "access_association_source"],
    attributes: {
      id: ({ text }) => text("arn"),
      arn: (association) => {
        const domain = association.text("domain_name_arn").replace(/^.*\/domainnames\//, "");
        const source = association.text("access_association_source");
        return arn(
          association,
          "apigateway",
          `/domainnameaccessassociations/domainname/${domain}/vpcesource/${source}`,
        );
      },
    },
  },
};
