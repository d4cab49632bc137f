import type { Bundle } from "#bundle";
import { NodejsFunction, type NodejsFunctionProps, SqsQueue } from "#constructs";
import { validateZip } from "../../../src/constructs/function/function-limits";
import { faultsOf, synthesized, testStack } from "../../support";

// Facts: gettingstarted-limits and configuration-envvars, Lambda developer guide; CreateFunction, Lambda API reference.

function given(props: Partial<NodejsFunctionProps> = {}, id = "answer") {
  const stack = testStack();
  return { stack, answer: new NodejsFunction(stack, id, { entry: "answer.ts", ...props }) };
}

const MIB = 1024 * 1024;

/** The statements of a function's inline policy. */
function statements(stack: ReturnType<typeof testStack>, name: "run" | "grants"): unknown {
  const policy = synthesized(stack).only("aws_iam_role_policy", { name });
  return JSON.parse(String(policy.values.policy)).Statement;
}

const LOGS = {
  Effect: "Allow",
  Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: ["${aws_cloudwatch_log_group.answer_logs_04384DE9.arn}:*"],
};
const XRAY = {
  Effect: "Allow",
  Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  Resource: ["*"],
};

describe("a function", () => {
  test("has defaults to be run in production with", () => {
    synthesized(given().stack).only("aws_lambda_function", {
      function_name: "test-answer",
      handler: "index.handler",
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      memory_size: 512,
      timeout: 10,
      tracing_config: { mode: "Active" },
      environment: undefined,
      layers: undefined,
      vpc_config: undefined,
      dead_letter_config: undefined,
      ephemeral_storage: { size: 512 },
      reserved_concurrent_executions: undefined,
    });
  });

  test("has the address of its id", () => {
    expect(synthesized(given().stack).stack.at("aws_lambda_function.answer").values.filename).toBe(
      "assets/answer.zip",
    );
  });

  test("is what was asked for", () => {
    const { stack } = given({
      name: "named",
      description: "Answers",
      environment: { COLOUR: "red" },
      memoryMb: 1024,
      timeoutSeconds: 29,
      architecture: "x86_64",
      runtime: "nodejs24.x",
      reservedConcurrency: 0,
      layers: ["arn:aws:lambda:eu-central-1:123456789012:layer:one:1"],
      vpc: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] },
      ephemeralStorageMb: 1024,
      tags: { team: "things" },
    });
    synthesized(stack).only("aws_lambda_function", {
      function_name: "named",
      description: "Answers",
      environment: { variables: { COLOUR: "red" } },
      memory_size: 1024,
      timeout: 29,
      architectures: ["x86_64"],
      runtime: "nodejs24.x",
      reserved_concurrent_executions: 0,
      layers: ["arn:aws:lambda:eu-central-1:123456789012:layer:one:1"],
      vpc_config: { subnet_ids: ["subnet-1"], security_group_ids: ["sg-1"] },
      ephemeral_storage: { size: 1024 },
      tags: { team: "things" },
    });
  });

  test("logs JSON into a log group of its own, which is there first and keeps it for a while", () => {
    const { stack } = given({ logRetentionDays: 14 });
    const { only, leadsTo } = synthesized(stack);
    const logs = only("aws_cloudwatch_log_group", { name: "/aws/lambda/test-answer", retention_in_days: 14 });
    const made = only("aws_lambda_function", { logging_config: { log_format: "JSON" } });
    leadsTo(made, ["logging_config.log_group"], logs);
  });

  test("without tracing leaves it to its caller", () => {
    const { stack } = given({ tracing: false });
    synthesized(stack).only("aws_lambda_function", { tracing_config: { mode: "PassThrough" } });
    expect(statements(stack, "run")).toEqual([LOGS]);
  });
});

describe("a function's role", () => {
  test("is its own, and Lambda's to take on", () => {
    const { only, leadsTo, none } = synthesized(given().stack);
    const role = only("aws_iam_role", { name: "test-answer" });
    expect(JSON.parse(String(role.values.assume_role_policy)).Statement).toEqual([
      { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
    ]);
    leadsTo(only("aws_lambda_function"), ["role"], role);
    none("aws_iam_role_policy_attachment");
  });

  test("may write its own logs and traces, and nothing else", () => {
    expect(statements(given().stack, "run")).toEqual([LOGS, XRAY]);
  });

  test("may make network interfaces in a VPC", () => {
    const { stack } = given({ vpc: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] }, tracing: false });
    expect(statements(stack, "run")).toEqual([
      LOGS,
      {
        Effect: "Allow",
        Action: [
          "ec2:CreateNetworkInterface",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSubnets",
          "ec2:DeleteNetworkInterface",
          "ec2:AssignPrivateIpAddresses",
          "ec2:UnassignPrivateIpAddresses",
        ],
        Resource: ["*"],
      },
    ]);
  });

  test("may send to its dead-letter queue", () => {
    const stack = testStack();
    const deadLetterQueue = new SqsQueue(stack, "dead", {});
    new NodejsFunction(stack, "answer", { entry: "answer.ts", deadLetterQueue, tracing: false });
    const { only, leadsTo } = synthesized(stack);
    leadsTo(only("aws_lambda_function"), ["dead_letter_config.target_arn"], only("aws_sqs_queue"));
    expect(statements(stack, "run")).toEqual([
      LOGS,
      { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: ["${aws_sqs_queue.dead.arn}"] },
    ]);
  });

  test("has what it needs to run before the function is created, and no more than that", () => {
    const { stack, answer } = given();
    answer.grant({ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::a/*"] });
    const { only } = synthesized(stack);
    const run = only("aws_iam_role_policy", { name: "run" });
    expect(only("aws_lambda_function").values.depends_on).toEqual([run.address]);
  });

  test("has a statement for each grant, and the same grant once", () => {
    const { stack, answer } = given();
    const read = { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::a/*"] };
    const list = {
      actions: ["s3:ListBucket"],
      resources: ["arn:aws:s3:::a"],
      conditions: { Bool: { "aws:SecureTransport": "true" } },
    };
    for (const statement of [read, list, { ...read }]) answer.grant(statement);
    expect(statements(stack, "grants")).toEqual([
      { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::a/*"] },
      {
        Effect: "Allow",
        Action: ["s3:ListBucket"],
        Resource: ["arn:aws:s3:::a"],
        Condition: { Bool: { "aws:SecureTransport": "true" } },
      },
    ]);
  });
});

test("its tags are those of all it is made of", () => {
  const { stack } = given({ tags: { team: "things" } });
  const { only } = synthesized(stack);
  for (const type of ["aws_lambda_function", "aws_iam_role", "aws_cloudwatch_log_group"]) {
    only(type, { tags: { team: "things" } });
  }
});

test.each([
  [50 * MIB, 250 * MIB, []],
  [50 * MIB + 1, 60 * MIB, ["50.0 MiB zipped, 60.0 MiB unpacked"]],
  [MIB, 250 * MIB + 1, ["1.0 MiB zipped, 250.0 MiB unpacked"]],
])(
  "code of %d bytes, %d unpacked, is a fault where Lambda does not take it (gettingstarted-limits)",
  (zipped, unpackedSize, found) => {
    const zip = { byteLength: zipped } as Uint8Array;
    const bundle: Bundle = {
      entry: "a.ts",
      target: "node22",
      inputs: [],
      zip,
      hash: "",
      unpackedSize,
      sourceMap: "",
    };
    expect(validateZip(bundle)).toEqual(
      found.map(
        (sizes) =>
          `entry "a.ts" makes ${sizes}, Lambda takes 50 MiB zipped and 250 MiB unpacked; import less`,
      ),
    );
  },
);

test("IAM's own variables in a grant are not Terraform's", () => {
  const { stack, answer } = given();
  answer.grant({ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::a/${aws:PrincipalTag/team}/*"] });
  expect(statements(stack, "grants")).toMatchObject([
    { Resource: ["arn:aws:s3:::a/$${aws:PrincipalTag/team}/*"] },
  ]);
});

test("a function that is called otherwise in Terraform has its code called so too", () => {
  const { stack, answer } = given();
  answer.function.overrideLogicalId("other");
  expect(synthesized(stack).stack.at("aws_lambda_function.other").values.filename).toBe("assets/other.zip");
});

describe("at synth", () => {
  test.each<[string, Partial<NodejsFunctionProps>, string]>([
    [
      "too little memory",
      { memoryMb: 127 },
      "memoryMb must be a whole number from 128 to 10240 MB, found 127",
    ],
    [
      "a fraction of memory",
      { memoryMb: 512.5 },
      "memoryMb must be a whole number from 128 to 10240 MB, found 512.5",
    ],
    [
      "no time",
      { timeoutSeconds: 0 },
      "timeoutSeconds must be a whole number from 1 to 900 seconds, found 0",
    ],
    [
      "too much time",
      { timeoutSeconds: 901 },
      "timeoutSeconds must be a whole number from 1 to 900 seconds, found 901",
    ],
    [
      "too small a disk",
      { ephemeralStorageMb: 511 },
      "ephemeralStorageMb must be a whole number from 512 to 10240 MB, found 511",
    ],
    [
      "less than no concurrency",
      { reservedConcurrency: -1 },
      "reservedConcurrency must be a whole number from 0 to 100000 calls, found -1",
    ],
    [
      "a variable without a value",
      { environment: { MISSING: process.env.NO_SUCH_VARIABLE as string } },
      'environment has undefined as "MISSING"; give it text, or leave it out',
    ],
    [
      "half a VPC",
      { vpc: { subnetIds: ["subnet-1"], securityGroupIds: [] } },
      "vpc has no securityGroupIds, so the function would be in no VPC; name one, or leave vpc out",
    ],
    [
      "six layers",
      { layers: Array(6).fill("arn") },
      "layers has 6 layers, Lambda takes 5; put some into one",
    ],
    [
      "a long description",
      { description: "a".repeat(257) },
      "description has 257 characters, 256 are allowed; shorten it",
    ],
    [
      "a name with a space",
      { name: "my function" },
      'function name may only have letters, digits, - and _, found "my function"; change an id in its path, or set name',
    ],
    [
      "a short variable",
      { environment: { A: "1" } },
      'environment has "A"; write a name of two or more letters, digits and _ that starts with a letter',
    ],
    [
      "a variable of Lambda's",
      { environment: { AWS_REGION: "x" } },
      'environment sets "AWS_REGION", which Lambda sets itself; choose another name',
    ],
    [
      "a large environment",
      { environment: { BIG: "x".repeat(4094) } },
      "environment has 4097 bytes, Lambda takes 4096; keep large values in SSM or S3",
    ],
  ])("%s is a fault", (_, props, fault) => {
    expect(faultsOf(given(props).stack)).toEqual([`test/answer: ${fault}`]);
  });

  test("a grant of nothing is a fault", () => {
    const { stack, answer } = given();
    answer.grant({ actions: [], resources: ["*"] });
    answer.grant({ actions: ["s3:GetObject"], resources: [] });
    expect(faultsOf(stack)).toEqual([
      "test/answer: is granted no action; name at least one",
      "test/answer: is granted s3:GetObject on no resource; name at least one",
    ]);
  });

  test("a name over Lambda's limit is a fault that names the path", () => {
    const id = "a".repeat(60);
    expect(faultsOf(given({}, id).stack)).toEqual([
      `test/${id}: function name must have 1 to 64 characters, found 65 in "test-${id}"; change an id in its path, or set name`,
    ]);
  });

  test("what only Terraform will know is not looked at", () => {
    const stack = testStack();
    const queue = new SqsQueue(stack, "queue", {});
    new NodejsFunction(stack, "answer", {
      entry: "answer.ts",
      name: queue.name,
      environment: { URL: queue.url },
    });
    expect(faultsOf(stack)).toEqual([]);
  });
});
