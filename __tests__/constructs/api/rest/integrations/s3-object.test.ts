import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { s3GetObject, s3PutObject, type TerraformStack } from "gatewright";
import { binary, empty, problem, type Route, route, text } from "gatewright/contract";
import { synthesized } from "../../../../support";
import { serviceErrors, serviceRoute, serviceStack } from "./service-fixture";

type Options = Parameters<typeof s3GetObject>[1];

const bucket = (stack: TerraformStack) => new S3Bucket(stack, "files", { bucket: "files" });
const get = (options?: Options) => (stack: TerraformStack) => s3GetObject(bucket(stack), options);
const put = (options?: Options) => (stack: TerraformStack) => s3PutObject(bucket(stack), options);

const getReport = route("GET /reports/{id}", {
  replies: { 200: binary("application/pdf"), 404: problem("report-not-found") },
});

test("a key with parameters becomes the path of the call, and the role allows only keys of this form", () => {
  const { integration, policy } = serviceRoute(getReport, get({ key: "public reports/{id}.pdf" }));
  expect(integration).toMatchObject({
    uri: "arn:aws:apigateway:<aws_api_gateway_rest_api.region>:s3:path/<aws_s3_bucket.bucket>/public%20reports/{id}.pdf",
    integration_http_method: "GET",
    request_parameters: { "integration.request.path.id": "method.request.path.id" },
  });
  expect(policy).toEqual([
    { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["<aws_s3_bucket.arn>/public reports/*.pdf"] },
  ]);
});

test("a greedy parameter is the key by default", () => {
  const { integration } = serviceRoute("GET /files/{path+}", get());
  expect(integration).toMatchObject({
    uri: expect.stringMatching(/:s3:path\/<aws_s3_bucket\.bucket>\/\{path\}$/),
    request_parameters: { "integration.request.path.path": "method.request.path.path" },
  });
});

test("the response of an object has its content type, and a binary reply has its bytes", () => {
  const { only } = synthesized(serviceStack(getReport, get()).stack);
  expect(only("aws_api_gateway_integration_response", { selection_pattern: "2\\d{2}" }).values).toMatchObject(
    {
      content_handling: "CONVERT_TO_BINARY",
      response_parameters: {
        "method.response.header.Content-Type": "integration.response.header.Content-Type",
      },
    },
  );
  const csv = route("GET /reports/{id}", { replies: { 200: text("text/csv"), 404: problem("none") } });
  const { values } = synthesized(serviceStack(csv, get()).stack).only(
    "aws_api_gateway_integration_response",
    {
      selection_pattern: "2\\d{2}",
    },
  );
  expect(values).not.toHaveProperty("content_handling");
});

test.each([
  [404, 404, "report-not-found"],
  [403, 404, "report-not-found"],
  [503, 503, "service-unavailable"],
  [400, 502, "integration-failure"],
  [301, 502, "integration-failure"],
])("the status %i of S3 is a problem with status %i", (status, expected, code) => {
  const { respond } = serviceRoute(getReport, get());
  const response = respond(status, "<Error><Code>AccessDenied</Code><HostId>secret</HostId></Error>");
  expect(response).toMatchObject({ status: expected, contentType: "application/problem+json" });
  expect(JSON.parse(response.body)).toMatchObject({ status: expected, code });
  expect(response.body).not.toContain("secret");
});

test("an upload passes the body and its content type on, with a role that allows only the key", () => {
  const encryptionKey = { arn: "arn:aws:kms:eu-central-1:123456789012:key/1" };
  const { integration, policy, respond } = serviceRoute(
    "PUT /photos/{name}",
    put({ key: "photos/{name}", encryptionKey }),
  );
  expect(integration).toMatchObject({
    uri: expect.stringMatching(/:s3:path\/<aws_s3_bucket\.bucket>\/photos\/\{name\}$/),
    integration_http_method: "PUT",
    passthrough_behavior: "WHEN_NO_TEMPLATES",
    request_parameters: {
      "integration.request.path.name": "method.request.path.name",
      "integration.request.header.Content-Type": "method.request.header.Content-Type",
    },
  });
  expect(integration).not.toHaveProperty("request_templates");
  expect(policy).toMatchObject([
    { Action: ["s3:PutObject"], Resource: ["<aws_s3_bucket.arn>/photos/*"] },
    { Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: [encryptionKey.arn] },
  ]);
  expect(respond(200, "")).toMatchObject({ status: 204, body: "" });
  expect(respond(403, "<Error/>")).toMatchObject({ status: 502 });
});

const errors = (declared: Route | string, create: ReturnType<typeof get>) => serviceErrors(declared, create);

test.each([
  [
    "a route with two parameters and no key",
    errors("GET /files/{year}/{id}", get()),
    ['has 2 path parameters, so the key of the object is not clear. Set key, such as "{year}/{id}".'],
  ],
  [
    "a key with an unknown parameter",
    errors("GET /files/{id}", get({ key: "files/{name}" })),
    ['key "files/{name}" has the parameter {name}; expected one of id.'],
  ],
  [
    "a key with a wildcard",
    errors("GET /files/{id}", get({ key: "files/*/{id}" })),
    ['key "files/*/{id}" contains *, ?, $ or a single brace, which have a meaning in policies. Remove them.'],
  ],
  [
    "a key that starts with a slash",
    errors("GET /files/{id}", get({ key: "/{id}" })),
    ['key "/{id}" starts with "/". Remove it.'],
  ],
  [
    "an upload with another method",
    errors("POST /files/{id}", put()),
    ["has the method POST; expected PUT for s3PutObject."],
  ],
  [
    "an upload with a reply that has a body",
    errors(route("PUT /files/{id}", { replies: { 200: text() } }), put()),
    ["reply 200 has a body, but S3 returns none. Declare `empty`."],
  ],
  ["an upload with an empty reply", errors(route("PUT /files/{id}", { replies: { 201: empty } }), put()), []],
] as const)("%s has these errors", (_, found, expected) => {
  expect(found).toEqual(expected);
});
