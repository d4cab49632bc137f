import { ownValue } from "#own-value";
import type { ResolvedResource } from "#terraform";
import type { UserPoolModel } from "./model";
import { readAttribute, readId, readNumber, readText } from "./read-value";
import { refersTo, type StackContext } from "./reader-context";
import { readBlock, readBlocks } from "./resolved-block";

/**
 * Reads an `aws_cognito_user_pool` with its clients, resource servers and groups. These resources determine
 * which claims an access token of the pool can have.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
export function readUserPool(context: StackContext, pool: ResolvedResource): UserPoolModel {
  const id = readId(pool);
  const resourcesOfPool = (type: string) =>
    context.stack.ofType(type).filter((resource) => refersTo(resource, "user_pool_id", pool));
  const clients = resourcesOfPool("aws_cognito_user_pool_client");
  return {
    address: pool.address,
    label: pool.name,
    id,
    issuer: `https://${readAttribute(pool, "endpoint")}`,
    clients: clients.map((client) => ({ id: readId(client), name: readText(client, "name") ?? client.name })),
    scopes: resourcesOfPool("aws_cognito_resource_server").flatMap((server) => readScopes(server)),
    groups: resourcesOfPool("aws_cognito_user_group").flatMap((group) => readText(group, "name") ?? []),
    tokenMinutes: clients[0] ? readTokenMinutes(clients[0]) : 60,
  };
}

function readScopes(server: ResolvedResource): string[] {
  const identifier = readText(server, "identifier");
  return readBlocks(server, "scope").map((scope) => `${identifier}/${scope.text("scope_name")}`);
}

/** Length in minutes of each unit that `token_validity_units` allows. */
const MINUTES: Readonly<Record<string, number>> = { seconds: 1 / 60, minutes: 1, hours: 60, days: 1440 };

/**
 * Returns the validity of access tokens in minutes. Default: one hour. If the client sets no unit, the
 * validity is in hours.
 */
function readTokenMinutes(client: ResolvedResource): number {
  const validity = readNumber(client, "access_token_validity") ?? 0;
  const unit = readBlock(client, "token_validity_units")?.text("access_token");
  return validity === 0 ? 60 : validity * (ownValue(MINUTES, unit ?? "hours") ?? 60);
}
