import { arn, type ComputedTypes, FIXED_TIME, type ResourceContext } from "./resource-context";

/** @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/cognito_user_pool */
export const COGNITO_ATTRIBUTES: ComputedTypes = {
  aws_cognito_user_pool: {
    identifiedBy: ["name"],
    attributes: {
      id: ({ region, token }) => `${region}_${token(9)}`,
      arn: (pool) => arn(pool, "cognito-idp", `userpool/${pool.text("id")}`),
      endpoint: ({ region, text }) => `cognito-idp.${region}.amazonaws.com/${text("id")}`,
      creation_date: () => FIXED_TIME,
      last_modified_date: () => FIXED_TIME,
    },
  },
  aws_cognito_user_pool_client: {
    identifiedBy: ["user_pool_id", "name"],
    attributes: {
      id: ({ token }) => token(26),
      client_secret: ({ token, value }) => (value("generate_secret") === true ? token(52) : ""),
    },
  },
  aws_cognito_user_pool_domain: {
    identifiedBy: ["domain"],
    attributes: {
      id: ({ text }) => text("domain"),
      aws_account_id: ({ account }) => account,
      s3_bucket: ({ region }) => `aws-cognito-prod-${region}-assets`,
    },
  },
  aws_cognito_user_group: {
    identifiedBy: ["user_pool_id", "name"],
    attributes: { id: ({ text }) => `${text("user_pool_id")}/${text("name")}` },
  },
  aws_cognito_resource_server: {
    identifiedBy: ["user_pool_id", "identifier"],
    attributes: {
      id: ({ text }) => `${text("user_pool_id")}|${text("identifier")}`,
      scope_identifiers: scopeIdentifiers,
    },
  },
};

function scopeIdentifiers({ value, text }: ResourceContext): string[] {
  const scopes = value("scope");
  if (!Array.isArray(scopes)) return [];
  return scopes.map((scope) => `${text("identifier")}/${(scope as { scope_name?: unknown }).scope_name}`);
}
