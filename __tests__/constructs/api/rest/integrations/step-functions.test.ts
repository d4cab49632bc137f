import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import {
  stepFunctionsStartExecution,
  stepFunctionsStartSyncExecution,
  type TerraformStack,
} from "gatewright";
import { empty, route } from "gatewright/contract";
import { HOSTILE_TEXTS, serviceErrors, serviceRoute } from "./service-fixture";

const KEY = "POST /orders/{id}";

const machine = (stack: TerraformStack, config = {}) =>
  new SfnStateMachine(stack, "ship", {
    name: "ship",
    definition: "{}",
    roleArn: "arn:aws:iam::1:role/a",
    ...config,
  });

const EXPRESS = { type: "EXPRESS" };
const INPUT = { id: "method.request.path.id", order: "method.request.body" };

const started = serviceRoute(KEY, (stack) => stepFunctionsStartExecution(machine(stack)));
const ran = serviceRoute(KEY, (stack) =>
  stepFunctionsStartSyncExecution(machine(stack, EXPRESS), { input: INPUT }),
);

test.each([
  ["StartExecution", started],
  ["StartSyncExecution", ran],
])(
  "the integration calls %s with a role that allows it on the state machine only",
  (action, { integration, policy }) => {
    expect(integration.uri).toBe(
      `arn:aws:apigateway:<aws_api_gateway_rest_api.region>:states:action/${action}`,
    );
    expect(integration).toMatchObject({
      type: "AWS",
      integration_http_method: "POST",
      credentials: "<aws_iam_role.arn>",
      passthrough_behavior: "NEVER",
    });
    expect(policy).toEqual([
      { Effect: "Allow", Action: [`states:${action}`], Resource: ["<aws_sfn_state_machine.arn>"] },
    ]);
  },
);

test("the input is the body", () => {
  const body = { a: 'it\'s "1"', b: [1, 2.5, null] };
  const { input, stateMachineArn } = JSON.parse(started.call({ body }));
  expect([JSON.parse(input), stateMachineArn]).toEqual([body, "<aws_sfn_state_machine.arn>"]);
});

test.each(HOSTILE_TEXTS.filter((text) => !text.includes("\ud800")))(
  "the text %j stays a text of the input",
  (text) => {
    const body = { [text]: text };
    const call = { body, params: { path: { id: encodeURIComponent(text) } } };
    expect(JSON.parse(JSON.parse(started.call(call)).input)).toEqual(body);
    expect(JSON.parse(JSON.parse(ran.call(call)).input)).toEqual({ id: text, order: body });
  },
);

test("a started execution has a response with its name, and without its ARN", () => {
  const executionArn = "arn:aws:states:eu-central-1:123456789012:execution:ship:e-1";
  const { status, body } = started.respond(200, { executionArn, startDate: 1764500000.5 });
  expect([status, JSON.parse(body)]).toEqual([202, { executionName: "e-1", startDate: 1764500000.5 }]);
});

test("the output of a synchronous execution is the response", () => {
  const output = '{"price": 12, "note": "it\'s $input \\"x\\""}';
  expect(ran.respond(200, { status: "SUCCEEDED", output })).toMatchObject({ status: 200, body: output });
});

test.each(["FAILED", "TIMED_OUT"])("an execution with the status %s is a problem", (state) => {
  const response = ran.respond(200, { status: state, error: "secret", cause: "secret" });
  expect(response).toMatchObject({ status: 502, contentType: "application/problem+json" });
  expect(JSON.parse(response.body)).toMatchObject({ status: 502, code: "execution-failed" });
  expect(response.body).not.toContain("secret");
});

test("a synchronous execution can have a reply without a body", () => {
  const { respond } = serviceRoute(route(KEY, { replies: { 204: empty } }), (stack) =>
    stepFunctionsStartSyncExecution(machine(stack, EXPRESS)),
  );
  expect(respond(200, { status: "SUCCEEDED", output: '"secret"' })).toMatchObject({ status: 204, body: "" });
  expect(respond(200, { status: "FAILED" })).toMatchObject({ status: 502 });
});

test.each([
  ["InvalidExecutionInput", 400],
  ["ExecutionLimitExceeded", 503],
  ["StateMachineDoesNotExist", 502],
])("the error %s is a problem with status %i", (type, status) => {
  expect(started.respond(400, { __type: type, message: "secret" }).status).toBe(status);
});

test.each([undefined, "STANDARD"])(
  "a synchronous execution of a machine with the type %s is an error",
  (type) => {
    const errors = serviceErrors(KEY, (stack) => stepFunctionsStartSyncExecution(machine(stack, { type })));
    expect(errors).toEqual([
      'the state machine has the type STANDARD; expected EXPRESS for a synchronous execution. Set `type: "EXPRESS"`, or use stepFunctionsStartExecution.',
    ]);
  },
);

test("a machine with a KMS key needs the key, and an input needs known names", () => {
  const kmsKeyId = "arn:aws:kms:eu-central-1:123456789012:key/1";
  const encryptionConfiguration = { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId };
  const start = (options: Parameters<typeof stepFunctionsStartExecution>[1]) => (stack: TerraformStack) =>
    stepFunctionsStartExecution(machine(stack, { encryptionConfiguration }), options);
  expect(serviceErrors(KEY, start({ input: { 'a"': "x" } }))).toEqual([
    'input has "a\\""; expected a name without $, #, quotes and \\.',
    "the state machine encrypts with a KMS key, which the role of the route may not use. Set encryptionKey to this key.",
  ]);
  const { policy } = serviceRoute(KEY, start({ encryptionKey: { arn: kmsKeyId } }));
  expect(policy[1]).toMatchObject({ Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: [kmsKeyId] });
});
