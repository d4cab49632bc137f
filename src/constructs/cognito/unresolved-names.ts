/**
 * Scopes and groups that only Terraform knows, such as the value of a variable. Terraform creates their resources with
 * `for_each`, because synthesis does not know how many there are.
 *
 * @see https://developer.hashicorp.com/terraform/language/meta-arguments/for_each
 */
import {
  CognitoResourceServer,
  CognitoUserGroup,
  type CognitoUserPool,
  type Construct,
  Fn,
  TerraformIterator,
  Token,
} from "../cdktf";
import { expression } from "../tokens";

/**
 * Creates one resource server for each identifier. The scopes are grouped by the part before their last `/`, as for
 * scopes that are known at synthesis.
 */
export function createServerForEachScope(
  scope: Construct,
  pool: CognitoUserPool,
  scopes: readonly string[],
): CognitoResourceServer {
  const scopesByServer = expression`{ for scope in ${scopes} : replace(scope, "/\\/[^\\/]*$/", "") => scope... }`;
  const servers = TerraformIterator.fromMap(Token.asAnyMap(scopesByServer));
  // CDKTF calls both iterators `each`. In the block `scope`, `each.value` is a scope with its identifier.
  const names = TerraformIterator.fromList(Token.asList(servers.value));
  return new CognitoResourceServer(scope, "resource-servers", {
    forEach: servers,
    userPoolId: pool.id,
    identifier: servers.key,
    name: Fn.replace(servers.key, "/[^\\\\w+=,.@-]/", "-"),
    scope: names.dynamic({
      scope_name: Fn.replace(names.value, "/^.*\\\\//", ""),
      scope_description: names.value,
    }),
  });
}

/** Creates one group for each name. */
export function createGroupForEachName(
  scope: Construct,
  pool: CognitoUserPool,
  names: readonly string[],
): CognitoUserGroup {
  const groups = TerraformIterator.fromList(Token.asList(expression`${names}`));
  return new CognitoUserGroup(scope, "groups", {
    forEach: groups,
    userPoolId: pool.id,
    name: groups.value,
  });
}
