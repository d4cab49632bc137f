import { writeFileSync } from "node:fs";
import path from "node:path";
import { type LocalServer, startLocal } from "gatewright/local";
import { temporaryFolder } from "../../../support";
import { writeFunctionZip } from "../terraform-fixture";

// Terraform JSON with mapping templates, in the style of public projects. A stack is served without a change.

let local: LocalServer | undefined;
afterEach(async () => {
  await local?.stop();
  local = undefined;
});

async function serve(
  resource: object,
  functions: Readonly<Record<string, string>> = {},
): Promise<{ readonly call: (line: string, init?: RequestInit) => Promise<Response> }> {
  const dir = temporaryFolder();
  const provider = { aws: { region: "eu-west-1" } };
  writeFileSync(path.join(dir, "main.tf.json"), JSON.stringify({ provider, resource }));
  for (const [name, code] of Object.entries(functions)) writeFunctionZip(dir, name, code);
  local = await startLocal({ dir });
  const { url, warnings, notes } = local;
  expect([warnings, notes]).toEqual([[], []]);
  return {
    call: (line, init) => {
      const [method, place = ""] = line.split(" ");
      return fetch(`${url}${place}`, { method, ...init });
    },
  };
}

const API = "${aws_api_gateway_rest_api.api.id}";

/** Resources of an API with one path, which public modules declare one by one. */
const base = (part: string) => ({
  aws_api_gateway_rest_api: { api: { name: "api" } },
  aws_api_gateway_resource: {
    item: {
      rest_api_id: API,
      parent_id: "${aws_api_gateway_rest_api.api.root_resource_id}",
      path_part: part,
    },
  },
  aws_api_gateway_deployment: { api: { rest_api_id: API } },
  aws_api_gateway_stage: {
    prod: { rest_api_id: API, deployment_id: "${aws_api_gateway_deployment.api.id}", stage_name: "prod" },
  },
  aws_iam_role: { api: { name: "api", assume_role_policy: "{}" } },
});

const place = (method: string) => ({
  rest_api_id: API,
  resource_id: "${aws_api_gateway_resource.item.id}",
  http_method: `\${aws_api_gateway_method.${method}.http_method}`,
});
const method = (http_method: string) => ({
  rest_api_id: API,
  resource_id: "${aws_api_gateway_resource.item.id}",
  http_method,
  authorization: "NONE",
});
const fn = (name: string) => ({
  function_name: name,
  filename: `${name}.zip`,
  handler: "index.handler",
  runtime: "nodejs22.x",
  role: "arn:aws:iam::123456789012:role/fn",
});

const CORS_HEADERS = [
  "Access-Control-Allow-Headers",
  "Access-Control-Allow-Methods",
  "Access-Control-Allow-Origin",
];

/** CORS in the style of public modules: a MOCK method, whose body is text although every type is binary. */
const CORS = {
  ...base("items"),
  aws_api_gateway_rest_api: { api: { name: "api", binary_media_types: ["*/*"] } },
  aws_api_gateway_method: { options: method("OPTIONS") },
  aws_api_gateway_integration: {
    options: {
      ...place("options"),
      type: "MOCK",
      content_handling: "CONVERT_TO_TEXT",
      request_templates: { "application/json": '{ "statusCode": 200 }' },
    },
  },
  aws_api_gateway_integration_response: {
    options: {
      ...place("options"),
      status_code: 200,
      response_parameters: {
        "method.response.header.Access-Control-Allow-Headers": "'Authorization,Content-Type'",
        "method.response.header.Access-Control-Allow-Methods": "'OPTIONS,GET'",
        "method.response.header.Access-Control-Allow-Origin": "'*'",
      },
      depends_on: ["aws_api_gateway_integration.options", "aws_api_gateway_method_response.options"],
    },
  },
  aws_api_gateway_method_response: {
    options: {
      ...place("options"),
      status_code: 200,
      response_parameters: Object.fromEntries(
        CORS_HEADERS.map((name) => [`method.response.header.${name}`, true]),
      ),
      response_models: { "application/json": "Empty" },
    },
  },
};

test("a module with a mock for CORS is served", async () => {
  const { call } = await serve(CORS);
  const response = await call("OPTIONS /items", { headers: { Origin: "https://a.example" } });
  expect([response.status, await response.text()]).toEqual([200, ""]);
  expect(CORS_HEADERS.map((name) => response.headers.get(name))).toEqual([
    "Authorization,Content-Type",
    "OPTIONS,GET",
    "*",
  ]);
});

/** Template that passes all parameters on, in the style of the one that the console of API Gateway offers. */
const PASS_ALL = `## Passes the body and all parameters on.
#set($allParams = $input.params())
{
"body-json" : $input.json('$'),
"params" : {
#foreach($type in $allParams.keySet())
    #set($params = $allParams.get($type))
"$type" : {
    #foreach($paramName in $params.keySet())
    "$paramName" : "$util.escapeJavaScript($params.get($paramName))"
        #if($foreach.hasNext),#end
    #end
}
    #if($foreach.hasNext),#end
#end
},
"stage-variables" : {
#foreach($key in $stageVariables.keySet())
"$key" : "$util.escapeJavaScript($stageVariables.get($key))"
    #if($foreach.hasNext),#end
#end
},
"context" : {
    "account-id" : "$context.identity.accountId",
    "api-id" : "$context.apiId",
    "api-key" : "$context.identity.apiKey",
    "authorizer-principal-id" : "$context.authorizer.principalId",
    "caller" : "$context.identity.caller",
    "http-method" : "$context.httpMethod",
    "stage" : "$context.stage",
    "source-ip" : "$context.identity.sourceIp",
    "user-agent" : "$context.identity.userAgent",
    "request-id" : "$context.requestId",
    "resource-path" : "$context.resourcePath"
    }
}
`;

/** Lambda method without proxy, with error patterns in the style of the Serverless Framework. */
const CUSTOM = {
  ...base("{id}"),
  aws_lambda_function: { pets: fn("pets") },
  aws_lambda_permission: {
    pets: {
      action: "lambda:InvokeFunction",
      function_name: "${aws_lambda_function.pets.arn}",
      principal: "apigateway.amazonaws.com",
      source_arn: "${aws_api_gateway_rest_api.api.execution_arn}/*/POST/*",
    },
  },
  aws_api_gateway_method: { post: method("POST") },
  aws_api_gateway_integration: {
    post: {
      ...place("post"),
      type: "AWS",
      integration_http_method: "POST",
      uri: "${aws_lambda_function.pets.invoke_arn}",
      passthrough_behavior: "NEVER",
      request_templates: { "application/json": PASS_ALL },
    },
  },
  aws_api_gateway_method_response: {
    ok: { ...place("post"), status_code: "200" },
    missing: { ...place("post"), status_code: "404" },
    failed: { ...place("post"), status_code: "500" },
  },
  aws_api_gateway_integration_response: {
    ok: { ...place("post"), status_code: "200" },
    missing: {
      ...place("post"),
      status_code: "404",
      selection_pattern: "[\\s\\S]*\\[404\\][\\s\\S]*",
      response_templates: {
        "application/json": `#set($inputRoot = $input.path('$'))
{ "message": "$util.escapeJavaScript($inputRoot.errorMessage).replaceAll("\\\\'","'")" }`,
      },
    },
    failed: {
      ...place("post"),
      status_code: "500",
      selection_pattern: "[\\s\\S]*(Process\\s?exited|Task\\s?timed\\s?out)[\\s\\S]*",
    },
  },
};

const PETS = `exports.handler = async (event) => {
  if (event.params.path.id === "none") throw new Error("[404] it's \\"gone\\"");
  return event;
};`;

test("a Lambda method with the template of the console and error patterns is served", async () => {
  const { call } = await serve(CUSTOM, { pets: PETS });
  const post = (line: string) =>
    call(line, {
      body: '{"name":"Rex"}',
      headers: { "Content-Type": "application/json", "User-Agent": "test" },
    });
  const response = await post("POST /p-1?q=1");
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    "body-json": { name: "Rex" },
    params: { path: { id: "p-1" }, querystring: { q: "1" }, header: { "User-Agent": "test" } },
    "stage-variables": {},
    context: { "http-method": "POST", stage: "prod", "resource-path": "/{id}", "api-key": "", caller: "" },
  });
  const missing = await post("POST /none");
  expect([missing.status, await missing.json()]).toEqual([404, { message: '[404] it\'s "gone"' }]);
  expect((await call("POST /p-1", { body: "x", headers: { "Content-Type": "text/plain" } })).status).toBe(
    415,
  );
});

const dynamoDb = (name: string, action: string, template: string) => ({
  ...place(name),
  type: "AWS",
  integration_http_method: "POST",
  uri: `arn:aws:apigateway:eu-west-1:dynamodb:action/${action}`,
  credentials: "${aws_iam_role.api.arn}",
  request_templates: { "application/json": template },
});

/** Methods that write and read a table without a function. */
const COMMENTS = {
  ...base("{page}"),
  aws_dynamodb_table: {
    comments: {
      name: "comments",
      billing_mode: "PAY_PER_REQUEST",
      hash_key: "page",
      range_key: "id",
      attribute: [
        { name: "page", type: "S" },
        { name: "id", type: "S" },
      ],
    },
  },
  aws_api_gateway_method: { post: method("POST"), get: method("GET") },
  aws_api_gateway_integration: {
    post: dynamoDb(
      "post",
      "PutItem",
      `{
  "TableName": "\${aws_dynamodb_table.comments.name}",
  "Item": {
    "id": { "S": "$context.requestId" },
    "page": { "S": "$util.escapeJavaScript($input.params('page'))" },
    "user": { "S": "$util.escapeJavaScript($input.path('$.user'))" },
    "text": { "S": "$util.escapeJavaScript($input.path('$.text')).replaceAll("\\\\'", "'")" }
  }
}`,
    ),
    get: dynamoDb(
      "get",
      "Query",
      `{
  "TableName": "\${aws_dynamodb_table.comments.name}",
  "KeyConditionExpression": "page = :v1",
  "ExpressionAttributeValues": { ":v1": { "S": "$input.params('page')" } }
}`,
    ),
  },
  aws_api_gateway_method_response: {
    post: { ...place("post"), status_code: "201" },
    post_error: { ...place("post"), status_code: "400" },
    get: { ...place("get"), status_code: "200" },
  },
  aws_api_gateway_integration_response: {
    post: {
      ...place("post"),
      status_code: "201",
      response_templates: { "application/json": '{ "id": "$context.requestId" }' },
    },
    post_error: {
      ...place("post"),
      status_code: "400",
      selection_pattern: "4\\d{2}",
      response_templates: { "application/json": `{ "error": $input.json('$.__type') }` },
    },
    get: {
      ...place("get"),
      status_code: "200",
      response_templates: {
        "application/json": `#set($inputRoot = $input.path('$'))
{
  "comments": [
    #foreach($elem in $inputRoot.Items) {
      "user": "$elem.user.S",
      "text": "$util.escapeJavaScript($elem.text.S).replaceAll("\\\\'", "'")"
    }#if($foreach.hasNext),#end
    #end
  ]
}`,
      },
    },
  },
};

test("an API that stores items in DynamoDB without a function is served", async () => {
  const { call } = await serve(COMMENTS);
  const post = (body: object) =>
    call("POST /home", { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
  const created = await post({ user: "ann", text: `it's "fine"` });
  expect([created.status, await created.json()]).toEqual([
    201,
    { id: created.headers.get("x-amzn-requestid") },
  ]);
  expect((await post({ user: "", text: "x" })).status).toBe(201);
  const comments = (await (await call("GET /home")).json()) as { readonly comments: readonly object[] };
  expect(comments.comments).toContainEqual({ user: "ann", text: `it's "fine"` });
  expect(await (await call("GET /none")).json()).toEqual({ comments: [] });
});

/** OpenAPI definition with a mock, a DynamoDB table and a function. */
const DEFINITION = {
  openapi: "3.0.1",
  info: { title: "api", version: "1" },
  paths: {
    "/health": {
      get: {
        responses: { 200: { description: "ok" } },
        "x-amazon-apigateway-integration": {
          type: "mock",
          requestTemplates: { "application/json": '{"statusCode": 200}' },
          responses: {
            default: {
              statusCode: "200",
              responseTemplates: { "application/json": '{"stage": "$context.stage"}' },
            },
          },
        },
      },
    },
    "/tables/{name}": {
      get: {
        responses: { 200: { description: "ok" }, 404: { description: "missing" } },
        "x-amazon-apigateway-integration": {
          type: "aws",
          httpMethod: "POST",
          uri: "arn:aws:apigateway:eu-west-1:dynamodb:action/DescribeTable",
          credentials: "arn:aws:iam::123456789012:role/api",
          passthroughBehavior: "when_no_templates",
          requestTemplates: { "application/json": `{"TableName": "$input.params('name')"}` },
          responses: {
            default: {
              statusCode: "200",
              responseTemplates: { "application/json": `"$input.path('$.Table.TableName')"` },
            },
            "4\\d{2}": { statusCode: "404", responseTemplates: { "application/json": "{}" } },
          },
        },
      },
    },
  },
};

test("an OpenAPI definition with mapping templates is served", async () => {
  const { call } = await serve({
    aws_api_gateway_rest_api: { api: { name: "api", body: JSON.stringify(DEFINITION) } },
    aws_api_gateway_deployment: { api: { rest_api_id: API } },
    aws_api_gateway_stage: base("x").aws_api_gateway_stage,
    aws_dynamodb_table: COMMENTS.aws_dynamodb_table,
  });
  expect(await (await call("GET /health")).json()).toEqual({ stage: "prod" });
  expect(await (await call("GET /tables/comments")).json()).toBe("comments");
  expect((await call("GET /tables/none")).status).toBe(404);
});

test("a mock next to repeated methods is served, and only the repeated methods are not", async () => {
  const each = { for_each: { a: "GET", b: "POST" } };
  const repeated = {
    rest_api_id: API,
    resource_id: "${aws_api_gateway_resource.item.id}",
    http_method: "${each.value}",
  };
  const dir = temporaryFolder();
  const { aws_api_gateway_integration_response, aws_api_gateway_method_response } = CORS;
  const resource = {
    ...CORS,
    aws_api_gateway_method: {
      ...CORS.aws_api_gateway_method,
      more: { ...each, ...repeated, authorization: "NONE" },
    },
    aws_api_gateway_integration_response: {
      ...aws_api_gateway_integration_response,
      more: { ...each, ...repeated, status_code: 200 },
    },
    aws_api_gateway_method_response: {
      ...aws_api_gateway_method_response,
      more: { ...each, ...repeated, status_code: 200 },
    },
  };
  writeFileSync(
    path.join(dir, "main.tf.json"),
    JSON.stringify({ provider: { aws: { region: "eu-west-1" } }, resource }),
  );
  local = await startLocal({ dir });
  expect((await fetch(`${local.url}/items`, { method: "OPTIONS" })).status).toBe(200);
  expect(local.warnings).toEqual([
    "aws_api_gateway_method.more: for_each is not emulated. Write one resource for each instance.",
  ]);
});
