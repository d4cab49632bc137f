import type { APIGatewayProxyEventV2WithJWTAuthorizer } from "aws-lambda";

/**
 * Creates the event of a `POST /products` request that a browser sends with an access token. The event has
 * payload format 2.0.
 *
 * @returns the event as a JSON string
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function createEvent(body: string): string {
  const event: APIGatewayProxyEventV2WithJWTAuthorizer = {
    version: "2.0",
    routeKey: "POST /products",
    rawPath: "/products",
    rawQueryString: "",
    headers: { ...HEADERS, "content-length": String(Buffer.byteLength(body)) },
    requestContext: REQUEST_CONTEXT,
    body,
    isBase64Encoded: false,
  };
  return JSON.stringify(event);
}

const HOST = "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com";
const USER_AGENT =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36";

const HEADERS = {
  accept: "application/json, text/plain, */*",
  "accept-encoding": "gzip, deflate, br, zstd",
  "accept-language": "en-GB,en;q=0.9",
  authorization: `Bearer ${"x".repeat(900)}`,
  "content-type": "application/json",
  host: HOST,
  origin: "https://products.example.com",
  referer: "https://products.example.com/",
  "sec-fetch-dest": "empty",
  "sec-fetch-mode": "cors",
  "sec-fetch-site": "cross-site",
  "user-agent": USER_AGENT,
  "x-amzn-trace-id": "Root=1-68d3f1a2-5b1f7c0e3a9d4c2b6e8f0a1c",
  "x-forwarded-for": "203.0.113.7",
  "x-forwarded-port": "443",
  "x-forwarded-proto": "https",
};

const REQUEST_CONTEXT = {
  accountId: "123456789012",
  apiId: "a1b2c3d4e5",
  authorizer: {
    jwt: {
      claims: {
        auth_time: "1769860000",
        client_id: "3n4b5c6d7e8f9g0h1i2j3k4l5m",
        exp: "1769863600",
        iat: "1769860000",
        iss: "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI",
        jti: "0d6c2b1a-4f3e-4d5c-8b7a-9e8f7a6b5c4d",
        scope: "openid products/read products/write",
        sub: "b3a4c5d6-1e2f-4a3b-9c8d-7e6f5a4b3c2d",
        token_use: "access",
        username: "b3a4c5d6-1e2f-4a3b-9c8d-7e6f5a4b3c2d",
      },
      scopes: ["products/write"],
    },
    principalId: "",
    integrationLatency: 0,
  },
  domainName: HOST,
  domainPrefix: "a1b2c3d4e5",
  http: {
    method: "POST",
    path: "/products",
    protocol: "HTTP/1.1",
    sourceIp: "203.0.113.7",
    userAgent: USER_AGENT,
  },
  requestId: "YxZ1aBcDeFgHiJk=",
  routeKey: "POST /products",
  stage: "$default",
  time: "31/Jan/2026:12:00:00 +0000",
  timeEpoch: 1769860800000,
};
