import { REST_API_ID, restGateway } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the page api-gateway-method-request-validation of the developer guide
// - [measured]: LocalStack's tests, which ran against AWS; ministack#1746

const request_parameters = {
  "method.request.header.x-token": true,
  "method.request.header.x-optional": false,
  "method.request.path.id": true,
  "method.request.querystring.q": true,
  "method.request.querystring.a": true,
};
const by = (name: string) => ({ request_validator_id: `\${aws_api_gateway_request_validator.${name}.id}` });

const api = restGateway({
  methods: {
    "GET /pets/{id}": { to: "echo", request_parameters, ...by("all") },
    "GET /off": { to: "echo", request_parameters: { "method.request.querystring.q": true }, ...by("none") },
    "GET /iam": { to: "echo", authorization: "AWS_IAM", request_parameters, ...by("all") },
  },
  more: {
    resource: {
      aws_api_gateway_request_validator: {
        all: {
          rest_api_id: REST_API_ID,
          name: "all",
          validate_request_body: true,
          validate_request_parameters: true,
        },
        none: { rest_api_id: REST_API_ID, name: "none" },
      },
    },
  },
});

test("missing and blank parameters are listed by place and name [measured: LocalStack]", async () => {
  const { status, body, headers } = await api.call("GET /dev/pets/7?q=%20");
  expect([status, body]).toEqual([
    400,
    '{"message": "Missing required request parameters: [x-token, a, q]"}',
  ]);
  expect(headers["x-amzn-errortype"]).toBe("BadRequestException");
});

test("a request with the required parameters is served [AWS docs]", async () => {
  expect((await api.call("GET /dev/pets/7?q=1&a=2", { headers: { "X-Token": "1" } })).status).toBe(200);
});

test("a validator that validates nothing has no effect [AWS docs]", async () => {
  expect((await api.call("GET /dev/off")).status).toBe(200);
});

test("a request is authorized before it is validated [measured: Zappa#390]", async () => {
  expect((await api.call("GET /dev/iam")).status).toBe(403);
});
