import {
  GithubDeployRole,
  HttpApi,
  LogAlarm,
  LogSubscription,
  NodejsFunction,
  RestApi,
  type Statement,
  Table,
  type TerraformStack,
  UserPool,
} from "gatewright";
import { route } from "gatewright/contract";
import { errorsOf, testStack } from "../support";
import { declareWith, listProps, type PropCase, SUBJECTS } from "./prop-cases";

// JavaScript, and TypeScript with `any`, can pass every value.

/** Values of another type, by the kind of a prop. */
const WRONG: Readonly<Record<PropCase["kind"], readonly unknown[]>> = {
  text: [5, true, null, () => "text"],
  choice: [5, true, null, "other"],
  restricted: [5, true, null, () => "text"],
  number: ["50", null, [1]],
  boolean: ["false", 0, null],
  list: ["a/b", null, { 0: "a" }, [5]],
  check: ["a/b", null, [5]],
  map: ["A=b", true, null, ["a"]],
  object: ["a", true, 5, null, []],
  known: [5, null, () => 5],
  construct: ["users", true, null, {}],
};

const CASES = listProps().flatMap((prop) =>
  WRONG[prop.kind].map((value) => [prop.subject.name, prop.path.join("."), value, prop] as const),
);

test.each(CASES)(
  "%s with the %s %p has one error, which contains the prop",
  (_subject, name, value, prop) => {
    const stack = testStack();
    declareWith(stack, prop, value);
    const errors = errorsOf(stack);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/^test\/[\w/-]+: /);
    const last = name.split(".").at(-1);
    expect(errors[0]).toMatch(
      new RegExp(`\\b${last}(\\[0\\]|\\.arn)? is (.+; expected .+|null\\. Set a value .+)`),
    );
  },
);

test.each<[string, (stack: TerraformStack) => unknown, string]>([
  [
    "a key",
    (stack) => new Table(stack, "r", { partitionKey: "id", encryptionKey: { arn: "my-key" } }),
    'encryptionKey.arn is "my-key"; expected an ARN. Write `arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE`.',
  ],
  [
    "a topic in a list",
    (stack) => {
      const { logGroup } = new NodejsFunction(stack, "fn", { entry: "fn.ts" });
      return new LogAlarm(stack, "r", { logGroup, pattern: "", notify: [{ arn: "" }] });
    },
    'notify[0].arn is ""; expected an ARN. Write `arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE`.',
  ],
  [
    "a log group",
    (stack) => {
      const firehose = { arn: "arn:aws:firehose:eu-central-1:123456789012:deliverystream/logs" };
      return new LogSubscription(stack, "r", { logGroup: { name: "a", arn: "a" }, firehose });
    },
    'logGroup.arn is "a"; expected an ARN. Write `arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE`.',
  ],
  [
    "a verified identity",
    (stack) =>
      new UserPool(stack, "r", {
        emailSender: { identityArn: "example.com", from: "users@example.com" },
      }),
    'emailSender.identityArn is "example.com"; expected an ARN. Write `arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE`.',
  ],
  [
    "a resource of a statement",
    (stack) => {
      const fn = new NodejsFunction(stack, "r", { entry: "fn.ts" });
      fn.grant({ actions: ["sqs:SendMessage"], resources: ["orders"] });
    },
    'the statement for sqs:SendMessage has the resource "orders"; expected an ARN or "*". Write `arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE`.',
  ],
])("the ARN of %s that is no ARN is an error", (_, declare, error) => {
  const stack = testStack();
  declare(stack);
  expect(errorsOf(stack)).toEqual([`test/r: ${error}`]);
});

test("a member of another type does not hide the errors of the other members of its option", () => {
  const stack = testStack();
  const wrong = (value: unknown) => value as never;
  const throttle = { rate: wrong("50"), burst: 0 };
  const cors = { origins: [wrong(5), "https://a.example/"], maxAgeSeconds: 90_000 };
  const api = new HttpApi(stack, "api", { throttle, cors });
  const environment = { COUNT: wrong(5), AWS_REGION: "eu-central-1" };
  api.route("GET /", new NodejsFunction(stack, "fn", { entry: "fn.ts", environment }), { access: "public" });
  const conditions = { IpAddress: { "aws:SourceIp": ["office", wrong(5)], "aws:VpcSourceIp": wrong(5) } };
  new RestApi(stack, "rest", {
    endpoint: "PRIVATE",
    vpcEndpoints: ["vpce-1", wrong(5), "vpce-1"],
    policy: [{ conditions }],
  });
  const place = 'policy[0].conditions.IpAddress["aws:SourceIp"]';
  expect(errorsOf(stack)).toEqual(
    [
      'test/api: cors.origins[0] is 5; expected a string. Write `"5"`.',
      'test/api: throttle.rate is "50"; expected a number. Write `rate: 50`.',
      "test/api: throttle.burst is 0; expected a whole number greater than 0",
      "test/api: cors.maxAgeSeconds is 90000; expected a whole number from 0 to 86400 seconds",
      'test/api: cors.origins has "https://a.example/"; expected a scheme and a host',
      'test/fn: environment variable "COUNT" is 5. Set a string or remove it.',
      'test/fn: environment variable "AWS_REGION" is reserved by Lambda.',
      "test/rest: vpcEndpoints[1] is 5; expected a string",
      "test/rest: vpcEndpoints[2] is the same as vpcEndpoints[0]. Remove one of them.",
      `test/rest: ${place}[1] is 5; expected a string`,
      `test/rest: ${place}[0] is "office"; expected an IP address or a CIDR block`,
      'test/rest: policy[0].conditions.IpAddress["aws:VpcSourceIp"] is 5; expected a string',
      "test/rest: has no route, and API Gateway rejects the deployment of an API without methods.",
    ].map((error) => expect.stringContaining(error)),
  );
});

// IAM accepts IfExists with all operators but Null: reference_policies_elements_condition_operators of the IAM user guide.
test.each<[object, string]>([
  [
    { StringEqualz: { "aws:RequestedRegion": "eu-central-1" } },
    'conditions has the unknown operator "StringEqualz". Did you mean "StringEquals"?',
  ],
  [
    { "ForAnyValue:StringLik": { "aws:TagKeys": "a*" } },
    'conditions has the unknown operator "ForAnyValue:StringLik". Did you mean "ForAnyValue:StringLike"?',
  ],
  [
    { NullIfExists: { "aws:TokenIssueTime": "true" } },
    'conditions has the operator "NullIfExists", but IAM accepts Null only without IfExists. Write "Null".',
  ],
  [
    { IpAddress: { "aws:SourceIp": "10.0.0.0/33" } },
    'conditions.IpAddress["aws:SourceIp"] is "10.0.0.0/33"; expected an IP address',
  ],
  [
    { IpAddress: { "aws:SourceIp": "::1/129" } },
    'conditions.IpAddress["aws:SourceIp"] is "::1/129"; expected an IP address',
  ],
  [{ "aws:SourceVpce": "vpce-1" }, 'conditions has the key "aws:SourceVpce" without an operator.'],
])(
  "the conditions %p of a statement are an error, for a grant and for a deploy role",
  (conditions, error) => {
    const stack = testStack();
    const statement = {
      actions: ["sqs:SendMessage"],
      resources: ["arn:aws:sqs:eu-central-1:123456789012:q"],
      conditions: conditions as NonNullable<Statement["conditions"]>,
    };
    new NodejsFunction(stack, "fn", { entry: "fn.ts" }).grant(statement);
    new GithubDeployRole(stack, "deploy", {
      repository: "acme/things",
      branches: ["main"],
      createProvider: true,
      statements: [statement],
    });
    expect(errorsOf(stack)).toEqual([
      expect.stringContaining(`test/fn: a statement: ${error}`),
      expect.stringContaining(`test/deploy: statements[0].${error}`),
    ]);
  },
);

test("the operators of IAM with their modifiers are valid in a grant", () => {
  const stack = testStack();
  const operators = ["ForAllValues:StringNotLikeIfExists", "NumericLessThanEquals", "Null", "BinaryEquals"];
  const conditions = Object.fromEntries(operators.map((operator) => [operator, { "aws:a": "true" }]));
  const resources = ["arn:aws:sqs:eu-central-1:123456789012:q"];
  new NodejsFunction(stack, "fn", { entry: "fn.ts" }).grant({
    actions: ["sqs:SendMessage"],
    resources,
    conditions: { ...conditions, IpAddress: { "aws:SourceIp": "2001:db8::/128" } },
  });
  expect(errorsOf(stack)).toEqual([]);
});

test("ARNs of services without a Region, of other partitions, with wildcards and with spaces are valid", () => {
  const stack = testStack();
  const resources = [
    "arn:aws:s3:::uploads/*",
    "arn:aws-us-gov:iam::123456789012:role/a",
    "arn:aws:cloudwatch:*:123456789012:alarm:My alarm",
  ];
  new NodejsFunction(stack, "r", { entry: "fn.ts" }).grant({ actions: ["s3:GetObject"], resources });
  expect(errorsOf(stack)).toEqual([]);
});

/** Objects whose names the user chooses, and references to constructs, which have other properties. */
const NAMED_BY_USER = new Set([
  "globalSecondaryIndexes",
  "localSecondaryIndexes",
  "conditions",
  "logEncryptionKey",
  "environmentKey",
  "codeSigningConfig",
  "deadLetterQueue",
  "encryptionKey",
  "firehose",
]);

/** Paths of all objects with declared members, and the names of these members. */
const OBJECTS = SUBJECTS.flatMap((subject) => {
  const props = listProps().filter((prop) => prop.subject === subject);
  const objects = props.filter(({ kind, path }) => kind === "object" && !NAMED_BY_USER.has(path.join(".")));
  return [[] as string[], ...objects.map(({ path }) => path)].map((path) => {
    const members = props.filter(
      (prop) => prop.path.length === path.length + 1 && startsWith(prop.path, path),
    );
    return { subject, path, names: members.map((member) => member.path.at(-1) ?? "") };
  });
});

function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.every((name, index) => path[index] === name);
}

test.each(OBJECTS.map((object) => [object.subject.name, object.path.join("."), object] as const))(
  "%s rejects an unknown property of its props %s, and suggests the name",
  (_name, _path, object) => {
    const { subject, path, names } = object;
    const [name = ""] = [...names].sort((a, b) => b.length - a.length);
    const misspelled = `${name.slice(0, -2)}${name.at(-1)}`;
    const stack = testStack();
    declareWith(stack, { subject, path: [...path, misspelled], kind: "text" }, "value");
    const errors = errorsOf(stack);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(`has the unknown property "${misspelled}". Did you mean "${name}"?`);
  },
);

const entry = "functions/health/get.ts";

function declareRoute(stack: TerraformStack, ...[routeOrKey, target, settings]: unknown[]): void {
  const fn = new NodejsFunction(stack, "fn", { entry });
  new HttpApi(stack, "api").route(
    routeOrKey as "GET /a",
    (target ?? fn) as NodejsFunction,
    settings as never,
  );
}

const EXAMPLES: readonly (readonly [string, (stack: TerraformStack) => unknown, readonly string[]])[] = [
  [
    "an object that is a boolean",
    (stack) => new HttpApi(stack, "api", { cors: true as never }),
    ['test/api: cors is true; expected an object. Write `cors: { origins: ["https://app.example.com"] }`.'],
  ],
  [
    "a list that is a text",
    (stack) => new HttpApi(stack, "api", { cors: { origins: "https://a.example" as never } }),
    [
      'test/api: cors.origins is "https://a.example"; expected a list of strings. Write `origins: ["https://a.example"]`.',
    ],
  ],
  [
    "a boolean that is a text",
    (stack) => new Table(stack, "things", { partitionKey: "id", deletionProtection: "false" as never }),
    ['test/things: deletionProtection is "false"; expected a boolean. Write `deletionProtection: false`.'],
  ],
  [
    "a number that is a text",
    (stack) => new HttpApi(stack, "api", { throttle: { rate: "50" as never, burst: 100 } }),
    ['test/api: throttle.rate is "50"; expected a number. Write `rate: 50`.'],
  ],
  [
    "a missing prop",
    (stack) => new Table(stack, "things", {} as never),
    [
      "test/things: partitionKey is not set; expected the name of an attribute, or an object with name and type",
    ],
  ],
  [
    "no props",
    (stack) => new Table(stack, "things", undefined as never),
    [
      "test/things: partitionKey is not set; expected the name of an attribute, or an object with name and type",
    ],
  ],
  [
    "props that are no object",
    (stack) => new UserPool(stack, "users", "users" as never),
    ['test/users: the argument with the props is "users"; expected an object'],
  ],
  [
    "props that are null",
    (stack) => [new HttpApi(stack, "one", null as never), declareRoute(stack, "GET /a", undefined, null)],
    [
      "test/one: the argument with the props is null; expected an object",
      'test/api: route "GET /a": the argument with the props is null; expected an object',
    ],
  ],
  [
    "a user pool as an authorizer",
    (stack) => {
      const authorizer = new UserPool(stack, "users") as never;
      const fn = new NodejsFunction(stack, "fn", { entry });
      new HttpApi(stack, "api", { authorizer }).route("GET /a", fn);
    },
    [
      "test/api: authorizer is the construct test/users; expected an authorizer of an HTTP API. Call its method authorizer().",
    ],
  ],
  [
    "tags with an empty key or a key that AWS reserves",
    (stack) =>
      new NodejsFunction(stack, "fn", {
        entry,
        tags: { "": "a", "aws:team": "b", "AWS:team": "c", "my:aws:a": "d" },
      }),
    [
      "test/fn: tags has an empty key. Set the key, or remove the tag.",
      'test/fn: tags has the key "aws:team", but AWS reserves the prefix aws:. Rename it.',
      'test/fn: tags has the key "AWS:team", but AWS reserves the prefix aws:. Rename it.',
    ],
  ],
  [
    "several wrong props, all of them",
    (stack) =>
      new NodejsFunction(stack, "fn", {
        entry,
        memroySize: 5,
        environment: "A=b",
        name: 5,
        tags: { a: 1 },
      } as never),
    [
      'test/fn: name is 5; expected a string. Write `name: "5"`.',
      'test/fn: environment is "A=b"; expected an object. Write `environment: { NAME: "value" }`.',
      'test/fn: tags.a is 1; expected a string. Write `a: "1"`.',
      'test/fn: has the unknown property "memroySize". Did you mean "memoryMb"?',
    ],
  ],
  [
    "the start of a property, and a property with another start",
    (stack) => {
      const api = new RestApi(stack, "api", { stage: "v1", firewall: true } as never);
      api.route("GET /a", new NodejsFunction(stack, "fn", { entry }), { access: "public" });
    },
    [
      'test/api: has the unknown property "stage". Did you mean "stageName"?',
      expect.stringMatching(/^test\/api: has the unknown property "firewall"(?!.*Did you mean)/),
    ],
  ],
  [
    "a property that is similar to none",
    (stack) => declareRoute(stack, "GET /a", undefined, { access: "public", xyz: 1 }),
    [
      'test/api: route "GET /a": has the unknown property "xyz"; expected one of authorizer, throttle, detailedMetrics, access, scopes, groups',
    ],
  ],
  [
    "scopes of a route",
    (stack) => declareRoute(stack, "GET /a", undefined, { scopes: "a/b" }),
    ['test/api: route "GET /a": scopes is "a/b"; expected a list of strings. Write `scopes: ["a/b"]`.'],
  ],
  [
    "scopes of a contract",
    (stack) => declareRoute(stack, route("GET /a", { scopes: "a/b" as never })),
    ['test/api: route "GET /a": scopes is "a/b"; expected a list of strings. Write `scopes: ["a/b"]`.'],
  ],
  [
    "access next to a contract",
    (stack) => declareRoute(stack, route("GET /a"), undefined, { access: "public" }),
    [
      'test/api: route "GET /a": access is set next to a contract, which defines the access. Set it in the contract.',
    ],
  ],
  [
    "an object of contracts as a route",
    (stack) => declareRoute(stack, { list: { key: "GET /a" } }, undefined, {}),
    [
      'test/api: a route: the route is {"list":{"key":"GET /a"}}; expected a contract or a route key. Call route() once for each contract.',
    ],
  ],
  [
    "a route that is a number",
    (stack) => declareRoute(stack, 5, undefined, { access: "public" }),
    ["test/api: a route: the route is 5; expected a contract or a route key"],
  ],
  [
    "a target that is no function",
    (stack) => declareRoute(stack, "GET /a", new UserPool(stack, "users"), { access: "public" }),
    [
      'test/api: route "GET /a": the target is the construct test/users; expected a Lambda function or an integration. Pass a NodejsFunction.',
    ],
  ],
];

test.each(EXAMPLES)(
  "the error of %s contains the value, the expected type and the fix",
  (_name, declare, errors) => {
    const stack = testStack();
    declare(stack);
    expect(errorsOf(stack)).toEqual(errors);
  },
);

test("a prop whose value is undefined is no error, even if its name is unknown", () => {
  const stack = testStack();
  new Table(stack, "things", { partitionKey: "id", sortKey: undefined, sort: undefined } as never);
  expect(errorsOf(stack)).toEqual([]);
});
