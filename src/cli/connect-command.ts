import type { SocketToken } from "#terraform";
import { quote } from "./command-line";

/**
 * Returns the command that connects to a WebSocket API with a token.
 * @param command command line of `gatewright token`, without the options of the token
 * @param selectsPool true if the stack has several user pools
 * @see https://github.com/websockets/wscat
 */
export function formatConnectCommand(
  { place, name, pool, scopes, needsIdToken }: SocketToken,
  url: string,
  command: string,
  selectsPool: boolean,
): string {
  const [scope] = scopes;
  const options = [
    ...(selectsPool ? ["--pool", quote(pool)] : []),
    ...(scope === undefined ? [] : ["--scope", quote(scope)]),
    ...(needsIdToken ? ["--id"] : []),
  ];
  const token = `$(${[command, ...options].join(" ")})`;
  if (place === "query") return `npx wscat -c "${url}?${name}=${token}"`;
  if (place === "cookie") return `npx wscat -c ${url} -H "Cookie: ${name}=${token}"`;
  return `npx wscat -c ${url} -s bearer -s "${token}"`;
}
