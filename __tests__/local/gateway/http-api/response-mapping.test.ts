import type { RouteDescription } from "../terraform-fixture";
import { testGateway } from "../test-gateway";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
// - [measured]: tests of LocalStack, many of which ran against AWS

type Mappings = Readonly<Record<string, string>>;
interface Expected {
  readonly status?: number;
  readonly headers?: object;
  readonly body?: string;
}

/** Test cases with the expected response. The function returns {@link RETURNED}. */
const ROWS: readonly (readonly [title: string, mappings: Mappings, expected: Expected])[] = [
  ["append adds a header line [AWS docs]", { "append:header.x-one": "b" }, { headers: { "x-one": "a, b" } }],
  [
    "overwrite replaces all values of a header [AWS docs]",
    { "overwrite:header.X-One": "b" },
    { headers: { "x-one": "b" } },
  ],
  ["remove deletes a header [AWS docs]", { "remove:header.x-one": "''" }, { headers: {} }],
  [
    "a header of the response has its value [AWS docs]",
    { "append:header.x-new": "$response.header.X-One" },
    { headers: { "x-one": "a", "x-new": "a" } },
  ],
  [
    "repeated headers of the response are joined [measured]",
    { "append:header.x-new": "$response.header.set-cookie" },
    { headers: { "x-one": "a", "x-new": "c=1,d=2" } },
  ],
  [
    "a field of the response body has its value [AWS docs]",
    { "append:header.x-new": "$response.body.pet.name" },
    { headers: { "x-one": "a", "x-new": "Rex" } },
  ],
  [
    "a stage variable has its value [AWS docs]",
    { "append:header.x-new": "$stageVariables.color" },
    { headers: { "x-one": "a", "x-new": "red" } },
  ],
  [
    "a context variable has its value [AWS docs]",
    { "append:header.x-new": "$context.stage" },
    { headers: { "x-one": "a", "x-new": "$default" } },
  ],
  [
    "a mapping without a value is skipped [measured]",
    { "append:header.x-new": "$response.body.none" },
    { headers: { "x-one": "a" } },
  ],
  [
    "a value with a line break is skipped [unverified]",
    { "append:header.x-new": "$response.body.lines" },
    { headers: { "x-one": "a" } },
  ],
  ["overwrite:statuscode replaces the status [AWS docs]", { "overwrite:statuscode": "403" }, { status: 403 }],
  [
    "a field of the body replaces the status [AWS docs]",
    { "overwrite:statuscode": "$response.body.status" },
    { status: 418 },
  ],
  [
    "a status that is not a number is ignored [measured]",
    { "overwrite:statuscode": "two hundred" },
    { status: 200 },
  ],
  ["a negative status is ignored [measured]", { "overwrite:statuscode": "-1" }, { status: 200 }],
  ...["99", "1000", "101"].map(
    (status) =>
      [
        `the invalid status ${status} returns 503 [${status === "101" ? "unverified" : "measured"}]`,
        { "overwrite:statuscode": status },
        { status: 503, headers: {}, body: '{"message":"Internal Server Error"}' },
      ] as const,
  ),
];

const RETURNED = {
  statusCode: 200,
  headers: { "x-one": "a" },
  cookies: ["c=1", "d=2"],
  body: '{"pet":{"name":"Rex"},"lines":"a\\r\\nb: c","status":418}',
};

function mappedRoute(
  ...response_parameters: { status_code: string; mappings: Mappings }[]
): RouteDescription {
  return { to: "returnBody", integration: { response_parameters } };
}

const api = testGateway({
  stages: { $default: { stage_variables: { color: "red" } } },
  routes: {
    ...Object.fromEntries(
      ROWS.map(([, mappings], index) => [`POST /${index}`, mappedRoute({ status_code: "200", mappings })]),
    ),
    "POST /guide": mappedRoute(
      {
        status_code: "500",
        mappings: { "append:header.header1": "$context.requestId", "overwrite:statuscode": "403" },
      },
      { status_code: "404", mappings: { "append:header.error": "$stageVariables.color" } },
    ),
  },
});

test.each(ROWS.map(([title, , expected], index) => [title, index, expected] as const))(
  "a response mapping: %s",
  async (_, index, { headers, ...expected }) => {
    const response = await api.returns(`POST /${index}`, RETURNED);
    expect(response).toMatchObject(expected);
    const custom = Object.entries(response.headers).filter(([name]) => name.startsWith("x-"));
    if (headers) expect(Object.fromEntries(custom)).toEqual(headers);
  },
);

test.each([
  [500, 403, { header1: expect.stringMatching(/^[\w-]{15}=$/) }],
  [404, 404, { error: "red" }],
  [403, 403, {}],
])("the example of the guide turns status %j into %j [AWS docs]", async (statusCode, status, headers) => {
  const response = await api.returns("POST /guide", { statusCode });
  const { header1, error } = response.headers;
  expect([response.status, JSON.parse(JSON.stringify({ header1, error }))]).toEqual([status, headers]);
});
