import type { DescribedRoute } from "../terraform-fixture";
import { served } from "../test-gateway";

// Facts: http-api-parameter-mapping, API Gateway developer guide (D); LocalStack's tests, of which many were run against
// AWS (M).

type Mappings = Readonly<Record<string, string>>;
interface Expected {
  readonly status?: number;
  readonly headers?: object;
  readonly body?: string;
}

/** What a function that returns {@link RETURNED} is answered with. */
const ROWS: readonly (readonly [fact: string, mappings: Mappings, expected: Expected])[] = [
  ["append adds a line (D)", { "append:header.x-one": "b" }, { headers: { "x-one": "a, b" } }],
  ["overwrite leaves one (D)", { "overwrite:header.X-One": "b" }, { headers: { "x-one": "b" } }],
  ["remove removes (D)", { "remove:header.x-one": "''" }, { headers: {} }],
  [
    "a header of the answer (D)",
    { "append:header.x-new": "$response.header.X-One" },
    { headers: { "x-one": "a", "x-new": "a" } },
  ],
  [
    "several of one name are joined (M)",
    { "append:header.x-new": "$response.header.set-cookie" },
    { headers: { "x-one": "a", "x-new": "c=1,d=2" } },
  ],
  [
    "a field of its body (D)",
    { "append:header.x-new": "$response.body.pet.name" },
    { headers: { "x-one": "a", "x-new": "Rex" } },
  ],
  [
    "a stage variable (D)",
    { "append:header.x-new": "$stageVariables.color" },
    { headers: { "x-one": "a", "x-new": "red" } },
  ],
  [
    "a context variable (D)",
    { "append:header.x-new": "$context.stage" },
    { headers: { "x-one": "a", "x-new": "$default" } },
  ],
  [
    "nothing is left out (M)",
    { "append:header.x-new": "$response.body.none" },
    { headers: { "x-one": "a" } },
  ],
  [
    "a line break cannot be sent: left out (?)",
    { "append:header.x-new": "$response.body.lines" },
    { headers: { "x-one": "a" } },
  ],
  ["another status (D)", { "overwrite:statuscode": "403" }, { status: 403 }],
  ["a status of the body (D)", { "overwrite:statuscode": "$response.body.status" }, { status: 418 }],
  ["a status in words is ignored (M)", { "overwrite:statuscode": "two hundred" }, { status: 200 }],
  ["one below nothing is ignored (M)", { "overwrite:statuscode": "-1" }, { status: 200 }],
  ...["99", "1000", "101"].map(
    (status) =>
      [
        `${status} is no status of an answer: 503 (${status === "101" ? "?" : "M"})`,
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

function mapped(...response_parameters: { status_code: string; mappings: Mappings }[]): DescribedRoute {
  return { to: "say", integration: { response_parameters } };
}

const api = served({
  stages: { $default: { stage_variables: { color: "red" } } },
  routes: {
    ...Object.fromEntries(
      ROWS.map(([, mappings], index) => [`POST /${index}`, mapped({ status_code: "200", mappings })]),
    ),
    "POST /guide": mapped(
      {
        status_code: "500",
        mappings: { "append:header.header1": "$context.requestId", "overwrite:statuscode": "403" },
      },
      { status_code: "404", mappings: { "append:header.error": "$stageVariables.color" } },
    ),
  },
});

test.each(ROWS.map(([fact, , expected], index) => [fact, index, expected] as const))(
  "%s",
  async (_, index, { headers, ...expected }) => {
    const reply = await api.says(`POST /${index}`, RETURNED);
    expect(reply).toMatchObject(expected);
    const own = Object.entries(reply.headers).filter(([name]) => name.startsWith("x-"));
    if (headers) expect(Object.fromEntries(own)).toEqual(headers);
  },
);

test.each([
  [500, 403, { header1: expect.stringMatching(/^[\w-]{15}=$/) }],
  [404, 404, { error: "red" }],
  [403, 403, {}],
])("the guide's example: %j is answered %j (D)", async (statusCode, status, headers) => {
  const reply = await api.says("POST /guide", { statusCode });
  const { header1, error } = reply.headers;
  expect([reply.status, JSON.parse(JSON.stringify({ header1, error }))]).toEqual([status, headers]);
});
