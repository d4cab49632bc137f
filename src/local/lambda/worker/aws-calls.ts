import { onHttpRequest } from "./http-requests";

/** Host names of AWS services. */
const AWS_HOST = /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|api\.aws)$/;

/**
 * Reports signed requests to AWS services. Such a request always fails, because a function has local credentials. The
 * error of the AWS SDK, such as `getaddrinfo ENOTFOUND`, names neither the service nor the fix.
 *
 * @param report receives the message for a request
 */
export function reportAwsCalls(report: (message: string) => void): void {
  onHttpRequest(({ hostname, header }) => {
    if (!AWS_HOST.test(hostname)) return;
    const service = findService(header("user-agent"), header("authorization"));
    if (service !== undefined) report(`${service} is not emulated. Set AWS_ENDPOINT_URL_${service}.`);
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
