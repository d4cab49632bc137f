import { isAddedOrRemoved, isNotRemoved, type TypeFacts } from "./type-facts";

/**
 * `name` is not in `forceNew`, because the provider updates it in place since version 6.6.0.
 * https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/cognitoidp/user_pool.go
 */
const userPool: TypeFacts = {
  forceNew: ["alias_attributes", "username_attributes"],
  // The block contains only `case_sensitive`, whose change forces a replacement. Removing the block changes
  // nothing, because the setting then keeps its value.
  forceNewIf: { username_configuration: isNotRemoved },
  maxItems: { schema: 50, "account_recovery_setting.recovery_mechanism": 2 },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/cognitoidp/user_pool_client.go */
const userPoolClient: TypeFacts = {
  forceNew: ["generate_secret", "user_pool_id"],
  sensitive: ["client_secret"],
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/cognitoidp/user_pool_domain.go */
const userPoolDomain: TypeFacts = {
  forceNew: ["domain", "user_pool_id"],
  forceNewIf: { certificate_arn: isAddedOrRemoved },
};

/** https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/cognitoidp/user_group.go */
const userGroup: TypeFacts = {
  forceNew: ["name", "user_pool_id"],
};

/**
 * `name` is not in `forceNew`, because the provider updates it in place since version 6.6.0.
 * https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/cognitoidp/resource_server.go
 */
const resourceServer: TypeFacts = {
  forceNew: ["identifier", "user_pool_id"],
  maxItems: { scope: 100 },
};

export const COGNITO: Readonly<Record<string, TypeFacts>> = {
  aws_cognito_resource_server: resourceServer,
  aws_cognito_user_group: userGroup,
  aws_cognito_user_pool: userPool,
  aws_cognito_user_pool_client: userPoolClient,
  aws_cognito_user_pool_domain: userPoolDomain,
};
