import { subscribe } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";

/** Host names of AWS services. */
const AWS_HOST = /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|api\.aws)$/;

/**
 * Reports signed requests to AWS services. Such a request always fails, because a function has local credentials. The
 * error of the AWS SDK, such as `getaddrinfo ENOTFOUND`, names neither the service nor the fix.
 *
 * @param report receives the message for a request
 * @see https://nodejs.org/docs/latest-v20.x/api/diagnostics_channel.html#built-in-channels
 */
export function reportAwsCalls(report: (message: string) => void): void {
  const check = (host: string, userAgent: string, authorization: string) => {
    const service = AWS_HOST.test(host) ? findService(userAgent, authorization) : undefined;
    if (service !== undefined) report(`${service} is not emulated. Set AWS_ENDPOINT_URL_${service}.`);
  };
  subscribe("http.client.request.start", (message) => {
    const { request } = message as { readonly request: ClientRequest };
    const header = (name: string) => String(request.getHeader(name) ?? "");
    check(request.host, header("user-agent"), header("authorization"));
  });
  subscribe("undici:request:create", (message) => {
    const { origin, headers } = (message as { readonly request: { origin: string | URL; headers: unknown } })
      .request;
    const all = String(headers);
    check(new URL(origin).hostname, all, all);
  });
}

/**
 * Returns the ID of the service in the form of the variable `AWS_ENDPOINT_URL_<SERVICE>`. The AWS SDK sends the ID in its
 * user agent: `api/secrets-manager#3.700.0`. Other clients send only the name of the service for which they sign.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html
 */
function findService(userAgent: string, authorization: string): string | undefined {
  const [, id] = /\bapi\/([\w-]+)#/.exec(userAgent) ?? [];
  const [, signedFor] = /\bCredential=[^/]+\/\d{8}\/[\w-]+\/([\w-]+)\/aws4_request/.exec(authorization) ?? [];
  return (id ?? signedFor)?.replaceAll("-", "_").toUpperCase();
}
