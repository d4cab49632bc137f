import type { APIGatewayProxyEventV2WithJWTAuthorizer } from "aws-lambda";

/** Handler that returns parts of its event, for the tests of the test gateway. */
export const handler = async (event: APIGatewayProxyEventV2WithJWTAuthorizer) => ({
  statusCode: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({
    query: event.rawQueryString,
    header: event.headers["x-a"],
    type: event.headers["content-type"],
    body: event.body,
    isBase64Encoded: event.isBase64Encoded,
    sub: event.requestContext.authorizer?.jwt?.claims.sub,
  }),
});
