import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  App,
  AwsProvider,
  HttpApi,
  JwtAuthorizer,
  LambdaAuthorizer,
  NodejsFunction,
  pathFromStack,
  SynthError,
  stubCode,
  Table,
  TerraformStack,
  TerraformVariable,
  waive,
} from "gatewright";
import { errorsOf, temporaryFolder, testStack } from "../support";

const REASON = "The function calls only AWS APIs.";

/** Creates a stack in a folder, with a function and a table. */
function project(folder: string, declare: (declared: ReturnType<typeof parts>) => void = () => {}): App {
  const app = new App({ outdir: folder });
  declare(parts(app));
  app.synth();
  return app;
}

function parts(app: App) {
  const stack = new TerraformStack(app, "test");
  stubCode(stack);
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const answer = new NodejsFunction(stack, "answer", { entry: "answer.ts" });
  return { app, stack, answer, table: new Table(stack, "things", { partitionKey: "thingId" }) };
}

function waiversFile(folder: string): string {
  return path.join(folder, "stacks/test/waivers.json");
}

function readWaiversOf(folder: string): unknown {
  return JSON.parse(readFileSync(waiversFile(folder), "utf8"));
}

describe("waivers.json", () => {
  test("the file lists rules, reasons, constructs and the addresses of their resources", () => {
    const folder = temporaryFolder();
    project(folder, ({ stack, answer, table }) => {
      waive(answer, "CKV_AWS_117", REASON);
      waive(table, "aws-dynamodb-table-customer-key", "The key of AWS is enough.");
      waive(stack, "AVD-AWS-0066", "Traces start at the function.");
    });
    const { resource } = JSON.parse(readFileSync(path.join(folder, "stacks/test/cdk.tf.json"), "utf8"));
    const all = Object.entries<object>(resource).flatMap(([type, named]) =>
      Object.keys(named).map((name) => `${type}.${name}`),
    );
    expect(readWaiversOf(folder)).toEqual([
      {
        rule: "CKV_AWS_117",
        reason: REASON,
        construct: "test/answer",
        resources: all.filter((address) => !address.includes("table")).sort(),
      },
      {
        rule: "aws-dynamodb-table-customer-key",
        reason: "The key of AWS is enough.",
        construct: "test/things",
        resources: ["aws_dynamodb_table.things"],
      },
      {
        rule: "AVD-AWS-0066",
        reason: "Traces start at the function.",
        construct: "test",
        resources: [...all].sort(),
      },
    ]);
  });

  test("each stack has a file with its own waivers only", () => {
    const folder = temporaryFolder();
    project(folder, ({ app, answer }) => {
      waive(answer, "CKV_AWS_117", REASON);
      const other = new TerraformStack(app, "other");
      new AwsProvider(other, "aws", { region: "eu-central-1" });
      new Table(other, "things", { partitionKey: "thingId" });
    });
    expect(existsSync(waiversFile(folder))).toBe(true);
    expect(existsSync(path.join(folder, "stacks/other/waivers.json"))).toBe(false);
  });

  test("the file is deleted when the last waiver is removed", () => {
    const folder = temporaryFolder();
    project(folder, ({ answer }) => waive(answer, "CKV_AWS_117", REASON));
    project(folder);
    expect(existsSync(waiversFile(folder))).toBe(false);
  });
});

describe("the validation of a waiver", () => {
  test.each([
    ["CKV_AWS_117", "", "the waiver of CKV_AWS_117 has no reason. Write why the rule does not apply."],
    ["CKV_AWS_117", " ", "the waiver of CKV_AWS_117 has no reason. Write why the rule does not apply."],
    ["CKV_AWS_117", "a\nb", "the reason of the waiver of CKV_AWS_117 has several lines. Write one line."],
    [
      "",
      REASON,
      'a waiver has the rule ""; expected the ID of a scanner\'s rule, or the name of a check of Gatewright. Correct it.',
    ],
    [
      "CKV 117",
      REASON,
      'a waiver has the rule "CKV 117"; expected the ID of a scanner\'s rule, or the name of a check of Gatewright. Correct it.',
    ],
    [
      "function-timeot",
      REASON,
      'a waiver has the rule "function-timeot", which is no check of Gatewright. Did you mean "function-timeout"?',
    ],
    [
      "Log-Retention",
      REASON,
      'a waiver has the rule "Log-Retention", which is no check of Gatewright. Did you mean "log-retention"?',
    ],
    [
      ["log-retention"] as never,
      REASON,
      'a waiver has the rule ["log-retention"]; expected the ID of a scanner\'s rule, or the name of a check of Gatewright. Correct it.',
    ],
  ])("a waiver of the rule %j with the reason %j is an error", (rule, reason, error) => {
    const stack = testStack();
    waive(new Table(stack, "things", { partitionKey: "thingId" }), rule, reason);
    expect(errorsOf(stack)).toEqual([`test/things: ${error}`]);
  });

  test("a waiver without a rule, and a waiver without a reason, are errors", () => {
    const stack = testStack();
    const table = new Table(stack, "things", { partitionKey: "thingId" });
    waive(table, undefined as never, REASON);
    waive(table, "CKV_AWS_119", undefined as never);
    expect(errorsOf(stack)).toEqual([
      "test/things: a waiver has the rule undefined; expected the ID of a scanner's rule, or the name of a check of Gatewright. Correct it.",
      "test/things: the waiver of CKV_AWS_119 has no reason. Write why the rule does not apply.",
    ]);
  });

  test("a second waiver of a rule for the same construct is an error", () => {
    const stack = testStack();
    const table = new Table(stack, "things", { partitionKey: "thingId" });
    waive(table, "CKV_AWS_119", "One.");
    waive(table, "CKV_AWS_119", "Two.");
    expect(errorsOf(stack)).toEqual(["test/things: duplicate waiver of CKV_AWS_119. Remove one."]);
  });

  test("a waiver for a construct without resources or outside a stack is an error", () => {
    const stack = testStack();
    waive(new TerraformVariable(stack, "color", {}), "CKV_AWS_1", REASON);
    expect(errorsOf(stack)).toEqual([
      "test/color: the waiver of CKV_AWS_1 applies to no resource. Waive the rule for a construct with resources.",
    ]);
    const other = testStack();
    new Table(other, "things", { partitionKey: "thingId" });
    waive(other.node.root, "CKV_AWS_1", REASON);
    expect(errorsOf(other)).toEqual([
      "the application: the waiver of CKV_AWS_1 is for the whole app. Waive the rule for each stack.",
    ]);
  });

  test("a reason that only Terraform knows is an error", () => {
    const stack = testStack();
    const reason = new TerraformVariable(stack, "reason", { type: "string" }).stringValue;
    waive(new Table(stack, "things", { partitionKey: "thingId" }), "CKV_AWS_1", reason);
    expect(errorsOf(stack)).toEqual([expect.stringContaining("a waiver is known only to Terraform")]);
  });
});

test.each<[string, (value: never) => unknown]>([
  ["waive()", (value) => waive(value, "CKV_AWS_119", REASON)],
  ["stubCode()", (value) => stubCode(value)],
  ["pathFromStack()", (value) => pathFromStack(value, "a.tfstate")],
])("%s without a construct throws a SynthError", (name, call) => {
  for (const value of ["things", undefined, null, { node: {} }]) {
    expect(() => call(value as never)).toThrow(SynthError);
  }
  expect(() => call("things" as never)).toThrow(
    `the first argument of ${name} is "things"; expected a construct. Pass a construct, such as \`this\` in the constructor of a stack.`,
  );
});

describe("a check of Gatewright that is waived", () => {
  function slowStack(seconds: number) {
    const stack = testStack();
    const slow = new NodejsFunction(stack, "slow", { entry: "slow.ts", timeoutSeconds: seconds });
    return { stack, slow };
  }

  test.each([
    ["not waived", false, 1],
    ["waived for the function", true, 0],
  ])(
    "a route whose function has a timeout of 60 s, and whose check is %s, has errors",
    (_, isWaived, count) => {
      const { stack, slow } = slowStack(60);
      new HttpApi(stack, "api").route("GET /", slow, { access: "public" });
      if (isWaived) waive(slow, "function-timeout", "A queue invokes the function, too.");
      expect(errorsOf(stack)).toHaveLength(count);
    },
  );

  test.each([false, true])("the timeout of an authorizer's function can be waived: %p", (isWaived) => {
    const { stack, slow } = slowStack(20);
    const authorizer = new LambdaAuthorizer("callers", { function: slow });
    const answer = new NodejsFunction(stack, "answer", { entry: "answer.ts" });
    new HttpApi(stack, "api", { authorizer }).route("GET /", answer);
    if (isWaived) waive(stack, "function-timeout", "The function has an own limit.");
    expect(errorsOf(stack)).toHaveLength(isWaived ? 0 : 1);
  });

  test.each([false, true])(
    "an authorizer on a route with preflight requests can be waived: %p",
    (isWaived) => {
      const stack = testStack();
      const authorizer = new JwtAuthorizer("staff", { issuer: "https://a.example/", audiences: ["a"] });
      const api = new HttpApi(stack, "api", { authorizer, cors: { origins: ["https://a.example"] } });
      api.route("ANY /a", new NodejsFunction(stack, "answer", { entry: "answer.ts" }));
      if (isWaived) waive(api, "preflight-authorizer", "Only servers call this API.");
      expect(errorsOf(stack)).toHaveLength(isWaived ? 0 : 1);
    },
  );
});

const hasJq = spawnSync("jq", ["--version"]).status === 0;

(hasJq ? test : test.skip)("the command of the page on scanners removes the waived findings", () => {
  const page = readFileSync("docs/constructs/scanners.md", "utf8");
  const [, command = ""] = /```sh\n([^`]*jq [^`]*)```/.exec(page) ?? [];
  const [, jq = ""] = /(jq [\s\S]*)/.exec(command) ?? [];
  const folder = temporaryFolder();
  project(folder, ({ answer }) => waive(answer, "CKV_AWS_117", REASON));
  const finding = (check_id: string, resource: string) => ({ check_id, resource });
  const findings = [
    finding("CKV_AWS_117", "aws_lambda_function.answer"),
    finding("CKV_AWS_117", "aws_lambda_function.other"),
    finding("CKV_AWS_116", "aws_lambda_function.answer"),
  ];
  writeFileSync(path.join(folder, "findings.json"), JSON.stringify({ results: { failed_checks: findings } }));
  const script = jq.replaceAll("cdktf.out/stacks/products-prod", path.join(folder, "stacks/test"));
  const output = execFileSync("sh", ["-c", script], { cwd: folder, encoding: "utf8" });
  expect(output.trim().split("\n")).toEqual([
    "CKV_AWS_117 aws_lambda_function.other",
    "CKV_AWS_116 aws_lambda_function.answer",
  ]);
});
