import type { APIGatewayProxyEventV2 } from "aws-lambda";

/** Handler that returns the bytes of its request in reverse order, for the tests of the test gateway. */
export const handler = async ({ body = "", isBase64Encoded }: APIGatewayProxyEventV2) => ({
  statusCode: 200,
  headers: { "content-type": "image/png" },
  body: Buffer.from(body, isBase64Encoded ? "base64" : "utf8")
    .reverse()
    .toString("base64"),
  isBase64Encoded: true,
});
