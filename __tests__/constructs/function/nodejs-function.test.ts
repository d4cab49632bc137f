import { HttpApi, KmsKey, NodejsFunction, type NodejsFunctionProps, SqsQueue } from "gatewright";
import type { Bundle } from "#bundle";
import { validateZip } from "../../../src/constructs/function/validate-function";
import { errorsOf, synthesized, testStack } from "../../support";

// Sources of the limits:
// - https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
// - https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
// - https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html

function functionStack(props: Partial<NodejsFunctionProps> = {}, id = "answer") {
  const stack = testStack();
  return { stack, answer: new NodejsFunction(stack, id, { entry: "answer.ts", ...props }) };
}

const MIB = 1024 * 1024;

/** Returns the statements of one of the two inline policies of the function's role. */
function readStatements(stack: ReturnType<typeof testStack>, name: "run" | "grants"): unknown {
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

describe("a NodejsFunction", () => {
  test("a function has defaults that suit production", () => {
    synthesized(functionStack().stack).only("aws_lambda_function", {
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

  test("the Terraform address of a function is derived from its construct ID", () => {
    expect(synthesized(functionStack().stack).stack.at("aws_lambda_function.answer").values.filename).toBe(
      "assets/answer.zip",
    );
  });

  test("all options of a function are written to the Terraform", () => {
    const { stack } = functionStack({
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

  test("a function writes JSON logs to its own log group, which has a retention period and is created first", () => {
    const { stack } = functionStack({ logRetentionDays: 14 });
    const { only, leadsTo } = synthesized(stack);
    const logs = only("aws_cloudwatch_log_group", { name: "/aws/lambda/test-answer", retention_in_days: 14 });
    const lambdaFunction = only("aws_lambda_function", { logging_config: { log_format: "JSON" } });
    leadsTo(lambdaFunction, ["logging_config.log_group"], logs);
  });

  test("the options applicationLogLevel and systemLogLevel set the log levels of Lambda", () => {
    const { stack } = functionStack({ applicationLogLevel: "DEBUG", systemLogLevel: "WARN" });
    synthesized(stack).only("aws_lambda_function", {
      logging_config: { application_log_level: "DEBUG", system_log_level: "WARN" },
    });
  });

  test("a function without tracing uses the tracing mode PassThrough", () => {
    const { stack } = functionStack({ tracing: false });
    synthesized(stack).only("aws_lambda_function", { tracing_config: { mode: "PassThrough" } });
    expect(readStatements(stack, "run")).toEqual([LOGS]);
  });
});

describe("customer managed keys", () => {
  const LOG_GROUP = "aws_cloudwatch_log_group";

  test.each<[string, keyof NodejsFunctionProps, string, string]>([
    ["logs", "logEncryptionKey", LOG_GROUP, "kms_key_id"],
    ["environment variables", "environmentKey", "aws_lambda_function", "kms_key_arn"],
  ])("the %s of a function are encrypted with the key of the option %s", (_, option, type, argument) => {
    const stack = testStack();
    const key = new KmsKey(stack, "key", {});
    new NodejsFunction(stack, "answer", { entry: "answer.ts", tracing: false, [option]: key });
    const { only, leadsTo } = synthesized(stack);
    leadsTo(only(type), [argument], only("aws_kms_key"));
    // CloudWatch Logs and Lambda use the key for the function, so its role needs no permission.
    expect(readStatements(stack, "run")).toEqual([LOGS]);
  });

  test("the access logs of an API are encrypted with the key of the option logEncryptionKey", () => {
    const stack = testStack();
    new HttpApi(stack, "api", { logEncryptionKey: new KmsKey(stack, "key", {}) });
    const { only, leadsTo } = synthesized(stack);
    leadsTo(only(LOG_GROUP), ["kms_key_id"], only("aws_kms_key"));
  });

  test("log groups and functions without these options have no key and no code signing", () => {
    const { stack } = functionStack();
    new HttpApi(stack, "api");
    const { all, only } = synthesized(stack);
    expect(all(LOG_GROUP, { kms_key_id: undefined })).toHaveLength(2);
    only("aws_lambda_function", { kms_key_arn: undefined, code_signing_config_arn: undefined });
  });
});

test("a function with the option codeSigningConfig refers to the configuration", () => {
  const arn = "arn:aws:lambda:eu-central-1:123456789012:code-signing-config:csc-1";
  const { stack } = functionStack({ codeSigningConfig: { arn } });
  synthesized(stack).only("aws_lambda_function", { code_signing_config_arn: arn });
});

describe("the role of a function", () => {
  test("each function has its own role, which Lambda can assume", () => {
    const { only, leadsTo, none } = synthesized(functionStack().stack);
    const role = only("aws_iam_role", { name: "test-answer" });
    expect(JSON.parse(String(role.values.assume_role_policy)).Statement).toEqual([
      { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
    ]);
    leadsTo(only("aws_lambda_function"), ["role"], role);
    none("aws_iam_role_policy_attachment");
  });

  test("the role of a function can only write the function's logs and traces by default", () => {
    expect(readStatements(functionStack().stack, "run")).toEqual([LOGS, XRAY]);
  });

  test("the role of a function in a VPC can manage network interfaces", () => {
    const { stack } = functionStack({
      vpc: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] },
      tracing: false,
    });
    expect(readStatements(stack, "run")).toEqual([
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

  test("the role of a function with a dead-letter queue can send messages to it", () => {
    const stack = testStack();
    const deadLetterQueue = new SqsQueue(stack, "dead", {});
    new NodejsFunction(stack, "answer", { entry: "answer.ts", deadLetterQueue, tracing: false });
    const { only, leadsTo } = synthesized(stack);
    leadsTo(only("aws_lambda_function"), ["dead_letter_config.target_arn"], only("aws_sqs_queue"));
    expect(readStatements(stack, "run")).toEqual([
      LOGS,
      { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: ["${aws_sqs_queue.dead.arn}"] },
    ]);
  });

  test("a function depends on its policy run and not on its policy grants", () => {
    const { stack, answer } = functionStack();
    answer.grant({ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::a/*"] });
    const { only } = synthesized(stack);
    const run = only("aws_iam_role_policy", { name: "run" });
    expect(only("aws_lambda_function").values.depends_on).toEqual([run.address]);
  });

  test("a role has one statement per distinct grant", () => {
    const { stack, answer } = functionStack();
    const read = { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::a/*"] };
    const list = {
      actions: ["s3:ListBucket"],
      resources: ["arn:aws:s3:::a"],
      conditions: { Bool: { "aws:SecureTransport": "true" } },
    };
    for (const statement of [read, list, { ...read }]) answer.grant(statement);
    expect(readStatements(stack, "grants")).toEqual([
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

test("the tags of a function apply to its role and log group, too", () => {
  const { stack } = functionStack({ tags: { team: "things" } });
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
  "a zip of %d bytes, %d unpacked, is an error only above the limits of Lambda (gettingstarted-limits)",
  (zipped, unpackedSize, errors) => {
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
      errors.map(
        (sizes) =>
          `entry "a.ts" has ${sizes}; the maximum is 50 MiB zipped, 250 MiB unpacked. Import fewer packages (check zip-size).`,
      ),
    );
  },
);

test("IAM policy variables in a grant are escaped for Terraform", () => {
  const { stack, answer } = functionStack();
  answer.grant({ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::a/${aws:PrincipalTag/team}/*"] });
  expect(readStatements(stack, "grants")).toMatchObject([
    { Resource: ["arn:aws:s3:::a/$${aws:PrincipalTag/team}/*"] },
  ]);
});

test("the zip of a function has the logical ID of the function if it is overridden", () => {
  const { stack, answer } = functionStack();
  answer.function.overrideLogicalId("other");
  expect(synthesized(stack).stack.at("aws_lambda_function.other").values.filename).toBe("assets/other.zip");
});

describe("the validation of a function", () => {
  test.each<[string, Partial<NodejsFunctionProps>, string]>([
    [
      "a memory size of 127 MB",
      { memoryMb: 127 },
      "memoryMb is 127; expected a whole number from 128 to 10240 MB",
    ],
    [
      "a fractional memory size",
      { memoryMb: 512.5 },
      "memoryMb is 512.5; expected a whole number from 128 to 10240 MB",
    ],
    [
      "a timeout of 0",
      { timeoutSeconds: 0 },
      "timeoutSeconds is 0; expected a whole number from 1 to 900 seconds",
    ],
    [
      "a timeout of 901 seconds",
      { timeoutSeconds: 901 },
      "timeoutSeconds is 901; expected a whole number from 1 to 900 seconds",
    ],
    [
      "an ephemeral storage of 511 MB",
      { ephemeralStorageMb: 511 },
      "ephemeralStorageMb is 511; expected a whole number from 512 to 10240 MB",
    ],
    [
      "a negative concurrency",
      { reservedConcurrency: -1 },
      "reservedConcurrency is -1; expected a whole number from 0 to 100000 invocations",
    ],
    [
      "an undefined environment variable",
      { environment: { MISSING: process.env.NO_SUCH_VARIABLE as string } },
      'environment variable "MISSING" is undefined. Set a string or remove it. If it comes from process.env.MISSING, set that variable.',
    ],
    [
      "a VPC without security groups",
      { vpc: { subnetIds: ["subnet-1"], securityGroupIds: [] } },
      "vpc.securityGroupIds is empty, so the function would not be in a VPC. Add an ID, or remove `vpc`.",
    ],
    ["six layers", { layers: Array(6).fill("arn") }, "has 6 layers; the maximum is 5. Merge some of them."],
    [
      "a long description",
      { description: "a".repeat(257) },
      "description has 257 characters; the maximum is 256. Shorten it.",
    ],
    [
      "a name with a space",
      { name: "my function" },
      'function name "my function" is invalid; expected letters, digits, - and _. Change a construct ID in the path, or set `name`.',
    ],
    [
      "a variable name of one letter",
      { environment: { A: "1" } },
      'environment variable name "A" is invalid; expected two or more letters, digits and _, starting with a letter',
    ],
    [
      "a variable that Lambda reserves",
      { environment: { AWS_REGION: "x" } },
      'environment variable "AWS_REGION" is reserved by Lambda. Choose another name.',
    ],
    [
      "a large environment",
      { environment: { BIG: "x".repeat(4094) } },
      "environment has 4097 bytes; the maximum is 4096. Store large values in SSM or S3 (check environment-size).",
    ],
  ])("%s is an error", (_, props, error) => {
    expect(errorsOf(functionStack(props).stack)).toEqual([`test/answer: ${error}`]);
  });

  test("a grant without actions or resources is an error", () => {
    const { stack, answer } = functionStack();
    answer.grant({ actions: [], resources: ["*"] });
    answer.grant({ actions: ["s3:GetObject"], resources: [] });
    expect(errorsOf(stack)).toEqual([
      "test/answer: a statement has no actions. Add at least one action.",
      "test/answer: the statement for s3:GetObject has no resources. Add at least one resource.",
    ]);
  });

  test("a default name over Lambda's limit is an error", () => {
    const id = "a".repeat(60);
    expect(errorsOf(functionStack({}, id).stack)).toEqual([
      `test/${id}: function name "test-${id}" has length 65; expected 1 to 64 characters. Change a construct ID in the path, or set \`name\`.`,
    ]);
  });

  test("values that only Terraform knows are not checked", () => {
    const stack = testStack();
    const queue = new SqsQueue(stack, "queue", {});
    new NodejsFunction(stack, "answer", {
      entry: "answer.ts",
      name: queue.name,
      environment: { URL: queue.url },
    });
    expect(errorsOf(stack)).toEqual([]);
  });
});
