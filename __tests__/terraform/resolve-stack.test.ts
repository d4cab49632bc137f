import { requireKnown, resolveStack, Stack, UnknownValue } from "#terraform";
import { EXPRESSION_CASES, EXPRESSION_SCOPE } from "./expression-cases";

const RESOURCES = {
  aws_apigatewayv2_api: { api: { name: "things" } },
  aws_sqs_queue: { jobs: { name: "jobs", tags: { team: "a" } }, several: { count: 2, name: "s" } },
  aws_apigatewayv2_stage: {
    live: {
      api_id: "${aws_apigatewayv2_api.api.id}",
      name: "live",
      route_settings: [{ route_key: "GET /" }],
    },
  },
};

/** Returns the value of an expression in a stack with variables, locals and a few resources. */
function evaluate(expression: unknown, more: object = {}): unknown {
  const json = {
    provider: { aws: { region: "eu-central-1" } },
    variable: { ...EXPRESSION_SCOPE.variable, none: {} },
    locals: { ...EXPRESSION_SCOPE.locals, self: "${local.self}" },
    data: { aws_caller_identity: { me: {} }, aws_vpc: { main: { id: "vpc-1" } } },
    resource: { ...RESOURCES, aws_thing: { it: { value: expression } } },
    ...more,
  };
  const stack = Stack.parse(JSON.stringify(json));
  return resolveStack({ name: "test", dir: "/stack", stack }).find("aws_thing.it")?.values.value;
}

describe("a known value", () => {
  test.each<[unknown, unknown]>([
    ["plain", "plain"],
    [7, 7],
    [
      ["${var.stage}", { a: "${local.prefix}" }],
      ["dev", { a: "dev-x" }],
    ],
    ["a-${var.stage}-$${b}", "a-dev-${b}"],
    ["${var.names}", ["a", "b"]],
    ["${var.names[1]}", "b"],
    ["${var.sizes.large}", 9],
    ['${var.sizes["small"]}', 1],
    ["${path.module}/fn.zip", "/stack/fn.zip"],
    ["${terraform.workspace}", "default"],
    ["${aws_sqs_queue.jobs.name}", "jobs"],
    ["${aws_sqs_queue.jobs.tags.team}", "a"],
    ["${aws_sqs_queue.jobs.arn}", "arn:aws:sqs:eu-central-1:123456789012:jobs"],
    ["${aws_sqs_queue.jobs.region}", "eu-central-1"],
    ["${aws_apigatewayv2_stage.live.route_settings[0].route_key}", "GET /"],
    ["${data.aws_caller_identity.me.account_id}", "123456789012"],
    ["${data.aws_vpc.main.id}", "vpc-1"],
  ])("the value %j is %j", (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  test.each(EXPRESSION_CASES)("the expression %s has the result of Terraform", (expression, expected) => {
    expect(evaluate(`\${${expression}}`)).toEqual(expected);
  });

  test("a null default of a variable is null, whatever its type", () => {
    expect(evaluate("${var.optional}")).toBeNull();
  });

  test("a local URL replaces the URL of an API and of its stages", () => {
    const stack = Stack.parse(JSON.stringify({ resource: RESOURCES }));
    const resolved = resolveStack(
      { name: "test", dir: "/s", stack },
      { endpointOf: (api) => `http://${api}` },
    );
    expect(resolved.find("aws_apigatewayv2_api.api")?.attribute("api_endpoint")).toBe(
      "http://aws_apigatewayv2_api.api",
    );
    expect(resolved.find("aws_apigatewayv2_stage.live")?.attribute("invoke_url")).toBe(
      "http://aws_apigatewayv2_api.api/live",
    );
  });
});

describe("an unknown value", () => {
  test.each([
    ["timestamp()", "the function timestamp() is not evaluated"],
    ["toString()", "the function toString() is not evaluated"],
    ["upper(timestamp())", "the function timestamp() is not evaluated"],
    ["1 + 1", 'unsupported syntax at "+ 1"'],
    ["var.stage == 1", 'unsupported syntax at "="'],
    ["[for n in var.names : n]", 'unsupported syntax at "n"'],
    ["upper(", "the expression is incomplete"],
    ["var.none", "variable without a default"],
    ["var.nope", "no such variable in this stack"],
    ["var.constructor", "no such variable in this stack"],
    ["data.constructor.toString.id", "no such data source in this stack"],
    ["module.vpc.id", "modules are not read"],
    ["local.none", "no such local value"],
    ["local.self", "it refers to itself"],
    ["data.aws_vpc.other.id", "no such data source in this stack"],
    ["data.aws_vpc.main.arn", "known only to AWS"],
    ["aws_sqs_queue.none.url", "no such resource in this stack"],
    ["aws_sqs_queue.jobs.fifo_queue", "known only to AWS"],
    ["var.names[7]", 'no value at "7"'],
    ["var.stage.length", 'no value at "length"'],
    ['lookup(var.sizes, "huge")', 'lookup() finds no key "huge"'],
    ["element([], 0)", "element() has an empty list"],
    ["element(var.names, -1)", "element() has a negative index"],
    ['coalesce("")', "coalesce() has no argument with a value"],
    ['format("%s")', "format() has too few arguments"],
    ['format("a", 1)', "format() has too many arguments"],
    ['format("%x", 1)', 'format() has an unsupported verb in "%x"'],
    ['format("%d", "a")', "format() expects a whole number for %d"],
    ["upper([1])", "expected a string, found [1]"],
    ["concat(1)", "expected a list, found 1"],
    ["merge([1])", "expected a map, found [1]"],
    ['"a-${var.names}"', "a part of the text is not a string, a number or a boolean"],
    ["{ (timestamp()) = 1 }", "the function timestamp() is not evaluated"],
    ['replace("aa", "/(?=a)/", "b")', "error parsing regexp: invalid or unsupported Perl syntax: `(?=`"],
    ['replace("aa", "/(a/", "b")', "error parsing regexp: missing closing ): `(a`"],
    ["count.index", "count and for_each are not evaluated"],
    ["each.value", "count and for_each are not evaluated"],
    ["aws_sqs_queue.several[0].arn", "count and for_each are not evaluated"],
  ])("the expression %s is marked with its reason", (expression, reason) => {
    expect(evaluate(`\${${expression}}`)).toMatchObject({ reason });
  });

  test("a regular expression with nested repetitions needs linear time", () => {
    const text = "a".repeat(2_000);
    expect(evaluate(`\${replace("${text}c", "/(a+)+b/", "-")}`)).toBe(`${text}c`);
  });

  test("a string without an end is rejected immediately", () => {
    const value = evaluate(`\${upper("${"${a}".repeat(5_000)})}`);
    expect(value).toMatchObject({ reason: expect.stringMatching(/^unsupported syntax/) });
  });

  test("only the part that is unknown is marked, with its expression", () => {
    const value = evaluate({ a: "${timestamp()}", b: ["${var.stage}", "x-${timestamp()}"] });
    expect(value).toEqual({
      a: new UnknownValue("timestamp()", "the function timestamp() is not evaluated"),
      b: [
        "dev",
        new UnknownValue("timestamp()", "the function timestamp() is not evaluated", {
          text: "x-${timestamp()}",
        }),
      ],
    });
    expect(() => requireKnown(value, "aws_thing.it: value")).toThrow(
      "aws_thing.it: value.a: cannot evaluate ${timestamp()} (the function timestamp() is not evaluated). Write a literal value.\naws_thing.it: value.b[1]: cannot evaluate ",
    );
  });

  test("the error contains the fix of a variable instead of the general one, also inside a text", () => {
    expect(() => requireKnown(evaluate("x-${var.none}"), "aws_thing.it: value")).toThrow(
      "aws_thing.it: value: cannot evaluate ${var.none} (variable without a default). Give the variable a default, or set TF_VAR_none.",
    );
  });

  test("an attribute that depends on an unknown argument is unknown", () => {
    const fn = { function_name: "${var.none}-a" };
    const value = evaluate("${aws_lambda_function.fn.arn}", {
      resource: {
        aws_lambda_function: { fn },
        aws_thing: {
          it: { value: ["${aws_lambda_function.fn.arn}", "${aws_lambda_function.fn.memory_size}"] },
        },
      },
    });
    expect(value).toMatchObject([{ expression: "var.none" }, { reason: "known only to AWS" }]);
  });

  test.each([
    ["${aws_lambda_function.fn.arn}", "function_name of aws_lambda_function.fn"],
    ["x-${aws_lambda_function.fn.function_name}", "function_name of aws_lambda_function.fn"],
    ["${local.arn}", "function_name of aws_lambda_function.fn"],
    ["${aws_sqs_queue.jobs.arn}", "region of provider aws"],
    ["${aws_sqs_queue.copy.arn}", "region of provider aws.copy"],
    ["${data.aws_region.here.name}", "region of provider aws"],
  ])("the error for the value %s names the argument of another block that is unknown", (value, origin) => {
    const region = "${var.none}";
    const json = {
      provider: { aws: [{ region }, { alias: "copy", region }] },
      variable: { none: {} },
      locals: { arn: "${aws_lambda_function.fn.arn}" },
      data: { aws_region: { here: {} } },
      resource: {
        aws_lambda_function: { fn: { function_name: "${var.none}-a", region: "eu-west-1" } },
        aws_sqs_queue: { jobs: { name: "jobs" }, copy: { name: "copy", provider: "aws.copy" } },
        aws_thing: { it: { value } },
      },
    };
    const stack = resolveStack({ name: "test", dir: "/stack", stack: Stack.parse(JSON.stringify(json)) });
    expect(() => requireKnown(stack.find("aws_thing.it")?.values.value, "aws_thing.it: value")).toThrow(
      `aws_thing.it: value: cannot evaluate \${var.none} in ${origin} (variable without a default).`,
    );
  });

  test("a region that cannot be evaluated is an error only where it is needed", () => {
    const json = {
      provider: { aws: { region: "${var.none}" } },
      variable: { none: {} },
      resource: { aws_sqs_queue: { jobs: { name: "jobs" }, other: { name: "o", region: "eu-west-1" } } },
    };
    const stack = resolveStack({ name: "test", dir: "/stack", stack: Stack.parse(JSON.stringify(json)) });
    expect(stack.find("aws_sqs_queue.jobs")?.attribute("arn")).toMatchObject({ expression: "var.none" });
    expect(stack.find("aws_sqs_queue.other")?.attribute("arn")).toBe("arn:aws:sqs:eu-west-1:123456789012:o");
    expect(() => stack.region).toThrow(/^provider aws: region: cannot evaluate \$\{var\.none\}/);
  });
});

test("an ARN has the Region of the provider that the resource uses", () => {
  const provider = { aws: [{ region: "eu-central-1" }, { alias: "virginia", region: "us-east-1" }] };
  const queue = (more: object) => ({ aws_sqs_queue: { jobs: { name: "jobs", ...more } } });
  const arn = (more: object) => {
    const json = JSON.stringify({ provider, resource: queue(more) });
    const resolved = resolveStack({ name: "test", dir: "/s", stack: Stack.parse(json) });
    return resolved.find("aws_sqs_queue.jobs")?.attribute("arn");
  };
  expect(arn({})).toBe("arn:aws:sqs:eu-central-1:123456789012:jobs");
  expect(arn({ provider: "aws.virginia" })).toBe("arn:aws:sqs:us-east-1:123456789012:jobs");
});

test("a stage has the local URL of the API to which it refers, and the AWS URL of an API outside the stack", () => {
  const stage = (api_id: string) => ({ api_id, name: "$default" });
  const resource = {
    aws_apigatewayv2_api: { one: { name: "things" }, two: { name: "things" } },
    aws_apigatewayv2_stage: { two: stage("${aws_apigatewayv2_api.two.id}"), other: stage("a1b2c3d4e5") },
  };
  const stack = Stack.parse(JSON.stringify({ resource, provider: { aws: { region: "eu-central-1" } } }));
  const resolved = resolveStack({ name: "test", dir: "/s", stack }, { endpointOf: (api) => `http://${api}` });
  const urlOf = (name: string) => resolved.find(`aws_apigatewayv2_stage.${name}`)?.attribute("invoke_url");
  expect(urlOf("two")).toBe("http://aws_apigatewayv2_api.two/");
  expect(urlOf("other")).toBe("https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/");
});

test.each([
  ["aws", undefined, "wss://"],
  ["local", (api: string) => `ws://${api}`, "ws://"],
])(
  "the %s URL of a stage of a WebSocket API has its scheme and the name of the stage, and an integration has its timeout",
  (_, endpointOf, scheme) => {
    const stage = (name: string) => ({ api_id: "${aws_apigatewayv2_api.chat.id}", name });
    const resource = {
      aws_apigatewayv2_api: { chat: { name: "chat", protocol_type: "WEBSOCKET" }, web: { name: "web" } },
      aws_apigatewayv2_stage: {
        live: stage("live"),
        default: stage("$default"),
        web: { api_id: "${aws_apigatewayv2_api.web.id}", name: "$default" },
      },
      aws_apigatewayv2_integration: {
        chat: { api_id: "${aws_apigatewayv2_api.chat.id}" },
        web: { api_id: "${aws_apigatewayv2_api.web.id}" },
      },
    };
    const stack = Stack.parse(JSON.stringify({ resource, provider: { aws: { region: "eu-central-1" } } }));
    const resolved = resolveStack({ name: "test", dir: "/s", stack }, { endpointOf });
    const read = (address: string, attribute: string) => String(resolved.find(address)?.attribute(attribute));
    const endpoint = read("aws_apigatewayv2_api.chat", "api_endpoint");
    expect(endpoint.startsWith(scheme)).toBe(true);
    expect(read("aws_apigatewayv2_stage.live", "invoke_url")).toBe(`${endpoint}/live`);
    expect(read("aws_apigatewayv2_stage.default", "invoke_url")).toBe(`${endpoint}/$default`);
    expect(read("aws_apigatewayv2_stage.web", "invoke_url")).toMatch(/(amazonaws\.com|web)\/$/);
    expect(read("aws_apigatewayv2_integration.chat", "timeout_milliseconds")).toBe("29000");
    expect(read("aws_apigatewayv2_integration.web", "timeout_milliseconds")).toBe("30000");
  },
);

test("a resource may have the name of a property of every object", () => {
  const value = evaluate("${aws_sqs_queue.constructor.name}", {
    resource: {
      aws_sqs_queue: { constructor: { name: "jobs" } },
      aws_thing: { it: { value: "${aws_sqs_queue.constructor.name}" } },
    },
  });
  expect(value).toBe("jobs");
});

test("a resource has the arguments that its configuration sets, also if their values are unknown", () => {
  const resource = { aws_sqs_queue: { jobs: { name: "${var.none}", tags: null } } };
  const stack = Stack.parse(JSON.stringify({ resource }));
  const jobs = resolveStack({ name: "test", dir: "/s", stack }).find("aws_sqs_queue.jobs");
  const names = ["name", "tags", "count", "constructor"];
  expect(names.filter((name) => jobs?.has(name))).toEqual(["name", "tags"]);
});

test("an address with an instance key finds no resource of a resolved stack", () => {
  const stack = Stack.parse(JSON.stringify({ resource: { aws_sqs_queue: { jobs: { count: 2 } } } }));
  const resolved = resolveStack({ name: "test", dir: "/s", stack });
  expect(resolved.find("aws_sqs_queue.jobs")).toBe(resolved.ofType("aws_sqs_queue")[0]);
  expect(resolved.find("aws_sqs_queue.jobs[0]")).toBeUndefined();
  expect(resolved.find("aws_sqs_queue")).toBeUndefined();
});
