import type { Body, Resource } from "#terraform";
import type { UserPoolModel } from "./model";
import { type ReaderContext, readBlock, readBlocks } from "./reader-context";

/**
 * `aws_cognito_user_pool` with its clients, resource servers and groups: what its tokens can say.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
export function readUserPool(source: ReaderContext, pool: Resource): UserPoolModel {
  const id = idOf(source, pool);
  const ofPool = (type: string) =>
    source.stack.ofType(type).filter((one) => source.values.text(one, "user_pool_id") === id);
  const clients = ofPool("aws_cognito_user_pool_client");
  return {
    address: pool.address,
    label: pool.name,
    id,
    issuer: `https://cognito-idp.${source.region}.amazonaws.com/${id}`,
    clientIds: clients.map((one) => idOf(source, one)),
    scopes: ofPool("aws_cognito_resource_server").flatMap((one) => scopesOf(source, one)),
    groups: ofPool("aws_cognito_user_group").flatMap((one) => source.values.text(one, "name") ?? []),
    tokenMinutes: clients[0] ? minutesOf(source, clients[0]) : 60,
  };
}

function idOf({ values }: ReaderContext, { address }: Resource): string {
  return String(values.evaluate(address, { id: `\${${address}.id}` }).id);
}

function scopesOf(source: ReaderContext, server: Resource): string[] {
  const identifier = source.values.text(server, "identifier");
  return readBlocks(source, server, "scope").map(({ scope_name: name }) => `${identifier}/${name}`);
}

const MINUTES: Readonly<Record<string, number>> = { seconds: 1 / 60, minutes: 1, hours: 60, days: 1440 };

/** An hour where it is not set; a number without a unit is hours. */
function minutesOf(source: ReaderContext, client: Resource): number {
  const validity = source.values.number(client, "access_token_validity") ?? 0;
  const units: Body = readBlock(source, client, "token_validity_units") ?? {};
  return validity === 0 ? 60 : validity * (MINUTES[String(units.access_token ?? "hours")] ?? 60);
}
