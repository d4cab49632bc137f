import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import { requireEnvironment } from "gatewright/runtime";

const { ISSUER } = requireEnvironment("ISSUER");

/** Replaces the lookup of a host name, so that no request leaves this computer. */
const lookup: LookupFunction = (host, _options, callback) => callback(new Error(`lookup of ${host}`), "");

/** Fetches a document below the URL of the issuer. Returns the error of a request that is not redirected. */
export async function handler({ path, client }: { readonly path: string; readonly client: string }) {
  const url = `${ISSUER}${path}`;
  if (client === "fetch") return (await fetch(url)).json();
  try {
    const [response] = (await once(https.get(url, { lookup }), "response")) as [IncomingMessage];
    return JSON.parse(Buffer.concat(await response.toArray()).toString());
  } catch (error) {
    return (error as Error).message;
  }
}
