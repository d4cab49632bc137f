import { invokeArn } from "../terraform-fixture";
import { type MethodDescription, type RestDescription, restGateway, restPermission } from "./rest-fixture";

// The source ARN of an invocation has a `*` for each path parameter and for the method ANY. For the function of an
// authorizer, it is the ARN of the authorizer.
//
// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
// - [measured]: issues 296 and 326 of aws/serverless-application-model

const ARN = "${aws_api_gateway_rest_api.api.execution_arn}";
type Row = readonly [key: string, sourceArn: string, status: number, source: string];

const ROWS: readonly Row[] = [
  ["GET /a/{id}", `${ARN}/*/GET/a/*`, 200, "AWS docs"],
  ["GET /b/{id}", `${ARN}/*/GET/b/{id}`, 500, "AWS docs"],
  ["GET /c/{path+}", `${ARN}/*/GET/c/*`, 200, "AWS docs"],
  ["GET /d", `${ARN}/dev/GET/d`, 200, "AWS docs"],
  ["GET /e", `${ARN}/v2/GET/e`, 500, "AWS docs"],
  ["GET /f", `${ARN}/*`, 200, "AWS docs"],
  ["ANY /g", `${ARN}/*/*/g`, 200, "AWS docs"],
  ["ANY /h", `${ARN}/*/ANY/h`, 500, "measured: SAM#296"],
  ["ANY /i", `${ARN}/*/GET/i`, 500, "measured: SAM#326"],
  ["GET /j", `${ARN}/*/GET/other`, 500, "AWS docs"],
  ["GET /k", `${ARN}/authorizers/*`, 500, "AWS docs"],
];

const OK = { code: "exports.handler = async () => ({});" };
const ALLOW = `exports.handler = async ({ methodArn }) => ({ principalId: "ann", policyDocument: {
  Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: methodArn }] } });`;
const nameOf = (key: string) => `fn-${key.split("/")[1]}`;

const methods: Record<string, MethodDescription> = Object.fromEntries([
  ...ROWS.map(([key]) => [key, { to: nameOf(key) }]),
  ...["allowed", "denied"].map((name) => [
    `GET /auth/${name}`,
    { to: "echo", authorization: "CUSTOM", authorizer_id: `\${aws_api_gateway_authorizer.${name}.id}` },
  ]),
]);

const stack: RestDescription = {
  methods,
  functions: {
    ...Object.fromEntries(ROWS.map(([key]) => [nameOf(key), OK])),
    allowed: { code: ALLOW },
    denied: { code: ALLOW },
  },
  authorizers: {
    allowed: { authorizer_uri: invokeArn("allowed") },
    denied: { authorizer_uri: invokeArn("denied") },
  },
  more: {
    resource: {
      aws_lambda_permission: {
        ...Object.fromEntries(
          ROWS.map(([key, source_arn]) => [nameOf(key), restPermission(nameOf(key), { source_arn })]),
        ),
        allowed: restPermission("allowed", {
          source_arn: `${ARN}/authorizers/\${aws_api_gateway_authorizer.allowed.id}`,
        }),
        denied: restPermission("denied", { source_arn: `${ARN}/*/GET/auth/denied` }),
      },
    },
  },
};
const api = restGateway(stack);

test.each(ROWS)("%s with the permission %s responds with %i [%s]", async (key, _arn, status) => {
  const path = key.split(" ")[1]?.replace(/\{.*\}/, "7");
  expect((await api.call(`GET /dev${path}`)).status).toBe(status);
});

test.each([
  ["the ARN of the authorizer", "allowed", 200],
  ["the ARN of the method", "denied", 500],
])("an authorizer with a permission for %s responds with %s: %i [AWS docs]", async (_, name, status) => {
  const content = { headers: { Authorization: "x" } };
  expect((await api.call(`GET /dev/auth/${name}`, content)).status).toBe(status);
});
