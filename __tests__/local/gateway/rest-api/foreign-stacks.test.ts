import { writeFileSync } from "node:fs";
import path from "node:path";
import { type LocalServer, startLocal } from "gatewright/local";
import { temporaryFolder } from "../../../support";
import { writeFunctionZip } from "../terraform-fixture";

// Terraform JSON in the style of the documentation of the AWS provider and of public projects. A stack is served without
// a change.

let local: LocalServer | undefined;
afterEach(async () => {
  await local?.stop();
  local = undefined;
});

const ECHO = "exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });";

async function serve(
  configuration: object,
  functions: Readonly<Record<string, string>>,
): Promise<LocalServer> {
  const dir = temporaryFolder();
  writeFileSync(path.join(dir, "main.tf.json"), JSON.stringify(configuration));
  for (const [name, code] of Object.entries(functions)) writeFunctionZip(dir, name, code);
  local = await startLocal({ dir });
  return local;
}

/** Stack of the page "Serverless applications with AWS Lambda and API Gateway", with version 5 of the provider. */
const PROXY_TUTORIAL = {
  provider: { aws: { region: "us-east-1" } },
  variable: { stage: { default: "test" } },
  resource: {
    aws_lambda_function: {
      example: {
        function_name: "ServerlessExample",
        filename: "example.zip",
        handler: "index.handler",
        runtime: "nodejs22.x",
        role: "${aws_iam_role.lambda_exec.arn}",
      },
    },
    aws_iam_role: { lambda_exec: { name: "serverless_example_lambda", assume_role_policy: "{}" } },
    aws_api_gateway_rest_api: { example: { name: "ServerlessExample", description: "Example" } },
    aws_api_gateway_resource: {
      proxy: {
        rest_api_id: "${aws_api_gateway_rest_api.example.id}",
        parent_id: "${aws_api_gateway_rest_api.example.root_resource_id}",
        path_part: "{proxy+}",
      },
    },
    aws_api_gateway_method: {
      proxy: {
        rest_api_id: "${aws_api_gateway_rest_api.example.id}",
        resource_id: "${aws_api_gateway_resource.proxy.id}",
        http_method: "ANY",
        authorization: "NONE",
      },
      proxy_root: {
        rest_api_id: "${aws_api_gateway_rest_api.example.id}",
        resource_id: "${aws_api_gateway_rest_api.example.root_resource_id}",
        http_method: "ANY",
        authorization: "NONE",
      },
    },
    aws_api_gateway_integration: {
      lambda: {
        rest_api_id: "${aws_api_gateway_rest_api.example.id}",
        resource_id: "${aws_api_gateway_method.proxy.resource_id}",
        http_method: "${aws_api_gateway_method.proxy.http_method}",
        integration_http_method: "POST",
        type: "AWS_PROXY",
        uri: "${aws_lambda_function.example.invoke_arn}",
      },
      lambda_root: {
        rest_api_id: "${aws_api_gateway_rest_api.example.id}",
        resource_id: "${aws_api_gateway_method.proxy_root.resource_id}",
        http_method: "${aws_api_gateway_method.proxy_root.http_method}",
        integration_http_method: "POST",
        type: "AWS_PROXY",
        uri: "${aws_lambda_function.example.invoke_arn}",
      },
    },
    aws_api_gateway_deployment: {
      example: {
        depends_on: ["aws_api_gateway_integration.lambda", "aws_api_gateway_integration.lambda_root"],
        rest_api_id: "${aws_api_gateway_rest_api.example.id}",
        stage_name: "${var.stage}",
      },
    },
    aws_lambda_permission: {
      apigw: {
        statement_id: "AllowAPIGatewayInvoke",
        action: "lambda:InvokeFunction",
        function_name: "${aws_lambda_function.example.function_name}",
        principal: "apigateway.amazonaws.com",
        source_arn: "${aws_api_gateway_rest_api.example.execution_arn}/*/*",
      },
    },
  },
  output: { base_url: { value: "${aws_api_gateway_deployment.example.invoke_url}" } },
};

test("the tutorial with a greedy proxy is served", async () => {
  const { url, warnings, notes } = await serve(PROXY_TUTORIAL, { example: ECHO });
  expect([warnings, notes]).toEqual([[], []]);
  const root = (await (await fetch(url)).json()) as { readonly resource: string };
  const event = (await (await fetch(`${url}/a/b?c=1`, { method: "POST", body: "x" })).json()) as object;
  expect(root.resource).toBe("/");
  expect(event).toMatchObject({ resource: "/{proxy+}", pathParameters: { proxy: "a/b" }, body: "x" });
});

/** Stack with a hash of the methods as trigger, a Lambda authorizer with a role, and a permission per method. */
const AUTHORIZED = {
  terraform: { required_providers: { aws: { source: "hashicorp/aws", version: "~> 6.0" } } },
  provider: { aws: [{ region: "eu-west-1" }] },
  data: { aws_region: { current: {} }, aws_caller_identity: { current: {} } },
  locals: { account_id: "${data.aws_caller_identity.current.account_id}" },
  resource: {
    aws_lambda_function: {
      lambda: {
        function_name: "mylambda",
        filename: "lambda.zip",
        handler: "index.handler",
        runtime: "nodejs20.x",
        role: "arn:aws:iam::123456789012:role/x",
      },
      authorizer: {
        function_name: "authorizer",
        filename: "authorizer.zip",
        handler: "index.handler",
        runtime: "nodejs20.x",
        role: "arn:aws:iam::123456789012:role/x",
      },
    },
    aws_api_gateway_rest_api: { api: { name: "myapi", endpoint_configuration: { types: ["REGIONAL"] } } },
    aws_api_gateway_resource: {
      resource: {
        path_part: "resource",
        parent_id: "${aws_api_gateway_rest_api.api.root_resource_id}",
        rest_api_id: "${aws_api_gateway_rest_api.api.id}",
      },
    },
    aws_api_gateway_authorizer: {
      demo: {
        name: "demo",
        rest_api_id: "${aws_api_gateway_rest_api.api.id}",
        authorizer_uri: "${aws_lambda_function.authorizer.invoke_arn}",
        authorizer_credentials: "arn:aws:iam::123456789012:role/invocation",
      },
    },
    aws_api_gateway_method: {
      method: {
        rest_api_id: "${aws_api_gateway_rest_api.api.id}",
        resource_id: "${aws_api_gateway_resource.resource.id}",
        http_method: "GET",
        authorization: "CUSTOM",
        authorizer_id: "${aws_api_gateway_authorizer.demo.id}",
      },
    },
    aws_api_gateway_integration: {
      integration: {
        rest_api_id: "${aws_api_gateway_rest_api.api.id}",
        resource_id: "${aws_api_gateway_resource.resource.id}",
        http_method: "${aws_api_gateway_method.method.http_method}",
        integration_http_method: "POST",
        type: "AWS_PROXY",
        uri: "${aws_lambda_function.lambda.invoke_arn}",
      },
    },
    aws_lambda_permission: {
      apigw_lambda: {
        statement_id: "AllowExecutionFromAPIGateway",
        action: "lambda:InvokeFunction",
        function_name: "${aws_lambda_function.lambda.function_name}",
        principal: "apigateway.amazonaws.com",
        source_arn:
          "arn:aws:execute-api:${data.aws_region.current.region}:${local.account_id}:${aws_api_gateway_rest_api.api.id}/*/${aws_api_gateway_method.method.http_method}${aws_api_gateway_resource.resource.path}",
      },
    },
    aws_api_gateway_deployment: {
      example: {
        rest_api_id: "${aws_api_gateway_rest_api.api.id}",
        triggers: {
          redeployment:
            "${sha1(jsonencode([aws_api_gateway_resource.resource.id, aws_api_gateway_method.method.id, aws_api_gateway_integration.integration.id]))}",
        },
        lifecycle: { create_before_destroy: true },
      },
    },
    aws_api_gateway_stage: {
      example: {
        deployment_id: "${aws_api_gateway_deployment.example.id}",
        rest_api_id: "${aws_api_gateway_rest_api.api.id}",
        stage_name: "example",
        tags: { made: "${timestamp()}" },
      },
    },
  },
};

const ALLOW = `exports.handler = async ({ authorizationToken, methodArn }) => {
  if (authorizationToken !== "Bearer good") throw new Error("Unauthorized");
  return { principalId: "user", policyDocument: { Version: "2012-10-17", Statement: [
    { Action: "execute-api:Invoke", Effect: "Allow", Resource: methodArn }] } };
};`;

test("the stack of the provider documentation is served, with its authorizer", async () => {
  const { url, warnings, notes } = await serve(AUTHORIZED, { lambda: ECHO, authorizer: ALLOW });
  expect([warnings, notes]).toEqual([[], []]);
  const call = (authorization: string) => fetch(`${url}/resource`, { headers: { authorization } });
  expect((await call("Bearer bad")).status).toBe(401);
  const response = await call("Bearer good");
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    resource: "/resource",
    requestContext: { stage: "example", authorizer: { principalId: "user" } },
  });
});
