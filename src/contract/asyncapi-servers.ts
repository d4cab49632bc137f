/** Server object of an AsyncAPI document. */
export interface ServerObject {
  readonly host: string;
  readonly protocol: string;
  readonly pathname?: string;
  readonly description?: string;
  /** Parts of the host and the path in braces, by name. */
  readonly variables?: Readonly<Record<string, object>>;
}

/** Returns true for a URL to which a WebSocket client can connect: `wss://chat.example.com`. */
export function isWebSocketUrl(url: string): boolean {
  return URL.canParse(url) && ["ws:", "wss:"].includes(new URL(url).protocol);
}

/**
 * Returns the server objects of URLs, by name.
 * @throws Error if a URL has another scheme
 * @see https://www.asyncapi.com/docs/reference/specification/v3.0.0#serverObject
 */
export function readServers(
  servers: readonly { readonly url: string; readonly description?: string }[],
): Readonly<Record<string, ServerObject>> {
  const entries = servers.map(({ url, description }, index) => {
    if (!isWebSocketUrl(url)) {
      throw new Error(
        `servers[${index}].url is ${JSON.stringify(url)}; expected a URL of a WebSocket API. Write "wss://…".`,
      );
    }
    const { host, protocol, pathname } = new URL(url);
    const server = {
      host,
      protocol: protocol.replace(":", ""),
      ...(pathname === "/" ? {} : { pathname }),
      ...(description === undefined ? {} : { description }),
    };
    return [index === 0 ? "server" : `server${index + 1}`, server];
  });
  return Object.fromEntries(entries);
}
