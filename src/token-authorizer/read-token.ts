import type { APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import type { TokenAuthorizerSettings } from "./settings";

/** Event of the handshake of a connection. The names of its headers have the case in which the client wrote them. */
export type ConnectEvent = Pick<APIGatewayRequestAuthorizerEvent, "methodArn"> &
  Partial<Pick<APIGatewayRequestAuthorizerEvent, "headers" | "multiValueHeaders" | "queryStringParameters">>;

type Place = Pick<TokenAuthorizerSettings, "tokenIn" | "tokenName">;

/** Returns the token of a handshake, or an empty string if it has none. */
export function readToken(event: ConnectEvent, { tokenIn, tokenName }: Place): string {
  if (tokenIn === "cookie") return readCookie(event, tokenName);
  if (tokenIn === "subprotocol") return readSubprotocol(event);
  return event.queryStringParameters?.[tokenName] ?? "";
}

/** Returns the value of the first cookie with a name. A browser sends the cookie with the longest path first. */
function readCookie(event: ConnectEvent, name: string): string {
  const cookies = headerValues(event, "cookie").flatMap((value) => value.split(";"));
  const cookie = cookies.map((text) => text.trim()).find((text) => text.startsWith(`${name}=`));
  return cookie?.slice(name.length + 1) ?? "";
}

/** Returns the subprotocol after `bearer`, in the order in which the client offers them: `bearer, eyJhbGci…`. */
function readSubprotocol(event: ConnectEvent): string {
  const values = headerValues(event, "sec-websocket-protocol").flatMap((value) => value.split(","));
  const protocols = values.map((text) => text.trim());
  const index = protocols.indexOf("bearer");
  return index < 0 ? "" : (protocols[index + 1] ?? "");
}

/** Returns the values of all headers with a name. @param name in lower case */
function headerValues({ headers, multiValueHeaders }: ConnectEvent, name: string): readonly string[] {
  return Object.entries(multiValueHeaders ?? headers ?? {}).flatMap(([key, value]) =>
    key.toLowerCase() === name ? (value ?? []) : [],
  );
}
