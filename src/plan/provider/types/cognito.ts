import { isObject, type Value } from "../value";
import {
  arn,
  type ComputeContext,
  FIXED_TIME,
  isAddedOrRemoved,
  isNotRemoved,
  type TypeFacts,
} from "./type-facts";

/**
 * The provider updates `name` in place since version 6.6.0.
 * https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/cognitoidp/user_pool.go
 */
const userPool: TypeFacts = {
  forceNew: ["alias_attributes", "username_attributes"],
  // A changed `case_sensitive` forces a replacement. If the block is removed, the setting keeps its value.
  forceNewIf: { username_configuration: isNotRemoved },
  maxItems: { schema: 50, "account_recovery_setting.recovery_mechanism": 2 },
  computed: {
    id: ({ region, token }) => `${region}_${token(9)}`,
    arn: (context) => arn(context, "cognito-idp", `userpool/${context.text("id")}`),
    endpoint: ({ region, text }) => `cognito-idp.${region}.amazonaws.com/${text("id")}`,
    creation_date: () => FIXED_TIME,
    last_modified_date: () => FIXED_TIME,
  },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/cognitoidp/user_pool_client.go */
const userPoolClient: TypeFacts = {
  forceNew: ["generate_secret", "user_pool_id"],
  computed: {
    id: ({ token }) => token(26),
    client_secret: ({ token, value }) => (value("generate_secret") === true ? token(52) : ""),
  },
  sensitive: ["client_secret"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/cognitoidp/user_pool_domain.go */
const userPoolDomain: TypeFacts = {
  forceNew: ["domain", "user_pool_id"],
  forceNewIf: { certificate_arn: isAddedOrRemoved },
  computed: {
    id: ({ text }) => text("domain"),
    aws_account_id: ({ account }) => account,
    s3_bucket: ({ region }) => `aws-cognito-prod-${region}-assets`,
  },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/cognitoidp/user_group.go */
const userGroup: TypeFacts = {
  forceNew: ["name", "user_pool_id"],
  computed: { id: ({ text }) => `${text("user_pool_id")}/${text("name")}` },
};

/**
 * The provider updates `name` in place since version 6.6.0.
 * https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/cognitoidp/resource_server.go
 */
const resourceServer: TypeFacts = {
  forceNew: ["identifier", "user_pool_id"],
  maxItems: { scope: 100 },
  computed: {
    id: ({ text }) => `${text("user_pool_id")}|${text("identifier")}`,
    scope_identifiers: scopeIdentifiers,
  },
};

function scopeIdentifiers({ value, text }: ComputeContext): Value {
  const scopes = value("scope");
  if (!Array.isArray(scopes)) return [];
  return scopes.filter(isObject).map(({ scope_name }) => `${text("identifier")}/${scope_name}`);
}

export const COGNITO: Readonly<Record<string, TypeFacts>> = {
  aws_cognito_resource_server: resourceServer,
  aws_cognito_user_group: userGroup,
  aws_cognito_user_pool: userPool,
  aws_cognito_user_pool_client: userPoolClient,
  aws_cognito_user_pool_domain: userPoolDomain,
};
