import type { Change, ContractChange } from "gatewright/plan";
import { change, review } from "../support";

type Values = Readonly<Record<string, unknown>>;

const BODY = JSON.stringify({
  type: "object",
  properties: { name: { type: "string" }, age: { type: "number", minimum: 3, exclusiveMinimum: true } },
  required: ["name"],
});

function unchanged(type: string, name: string, values: Values): Change {
  return change(type, { address: `${type}.${name}`, action: "no-op", before: values, after: values });
}

const API = { rest_api_id: "abc" };
const VALIDATOR = {
  ...API,
  id: "v1",
  name: "all",
  validate_request_body: true,
  validate_request_parameters: true,
};
const MODEL = { ...API, id: "m1", name: "Pet", content_type: "application/json", schema: BODY };
const METHOD = {
  ...API,
  resource_id: "r1",
  http_method: "POST",
  authorization: "NONE",
  request_validator_id: "v1",
  request_models: { "application/json": "Pet" },
  request_parameters: { "method.request.querystring.q": true },
};

const PETS = [
  unchanged("aws_api_gateway_rest_api", "api", { id: "abc", name: "pets", root_resource_id: "root" }),
  unchanged("aws_api_gateway_resource", "pets", { id: "r1", parent_id: "root", path_part: "pets" }),
];
const validator = unchanged("aws_api_gateway_request_validator", "all", VALIDATOR);
const model = unchanged("aws_api_gateway_model", "pet", MODEL);
const method = unchanged("aws_api_gateway_method", "post", METHOD);

/** Returns the lines about weaker validation in the review of a plan. */
function linesOf(...changes: readonly Change[]): readonly string[] {
  return linesBelow("Weaker request validation", changes);
}

function linesBelow(
  title: string,
  changes: readonly Change[],
  contracts?: ContractChange,
): readonly string[] {
  const { findings } = review([...PETS, ...changes], { contracts });
  const group = findings.find((candidate) => candidate.title === title);
  return group?.findings.flatMap(({ lines }) => lines) ?? [];
}

const update = (type: string, name: string, before: Values, after: Values) =>
  change(type, { address: `${type}.${name}`, before, after });
const methodWith = (more: Values, before: Values = METHOD) =>
  update("aws_api_gateway_method", "post", before, { ...METHOD, ...more });

test.each<[string, Values, readonly string[]]>([
  [
    "a removed validator",
    { request_validator_id: null },
    [
      "- POST /pets: bodies of the type application/json are no longer validated",
      "- POST /pets: method.request.querystring.q is no longer required",
    ],
  ],
  [
    "a removed model",
    { request_models: null },
    ["- POST /pets: bodies of the type application/json are no longer validated"],
  ],
  [
    "a parameter that becomes optional",
    { request_parameters: { "method.request.querystring.q": false } },
    ["- POST /pets: method.request.querystring.q is no longer required"],
  ],
  [
    "a removed parameter",
    { request_parameters: {} },
    ["- POST /pets: method.request.querystring.q is no longer required"],
  ],
  [
    "an added parameter, which is no finding",
    { request_parameters: { ...METHOD.request_parameters, b: true } },
    [],
  ],
])("%s of a route is listed with the route", (_, more, lines) => {
  expect(linesOf(validator, model, methodWith(more))).toEqual(lines);
});

test("a route that gets a validator is no finding", () => {
  const before = { ...METHOD, request_validator_id: null };
  expect(linesOf(validator, model, methodWith({}, before))).toEqual([]);
});

test("a validator that no longer validates bodies is listed with its routes", () => {
  const weaker = update("aws_api_gateway_request_validator", "all", VALIDATOR, {
    ...VALIDATOR,
    validate_request_body: false,
    validate_request_parameters: false,
  });
  expect(linesOf(weaker, model, method)).toEqual([
    "- POST /pets: bodies are no longer validated",
    "- POST /pets: parameters are no longer required",
  ]);
});

test("a changed validator is listed with the routes only that have a model or a required parameter", () => {
  const weaker = update("aws_api_gateway_request_validator", "all", VALIDATOR, {
    ...VALIDATOR,
    validate_request_body: false,
    validate_request_parameters: false,
  });
  const get = { ...METHOD, http_method: "GET", request_models: {} };
  const put = {
    ...METHOD,
    http_method: "PUT",
    request_parameters: { "method.request.querystring.q": false },
  };
  const methods = [
    method,
    unchanged("aws_api_gateway_method", "get", get),
    unchanged("aws_api_gateway_method", "put", put),
  ];
  expect(linesOf(weaker, model, ...methods)).toEqual([
    "- POST /pets, PUT /pets: bodies are no longer validated",
    "- GET /pets, POST /pets: parameters are no longer required",
  ]);
});

describe("a changed model", () => {
  const parsed = JSON.parse(BODY);
  const changed = (schema: object) =>
    linesOf(
      validator,
      update("aws_api_gateway_model", "pet", MODEL, { ...MODEL, schema: JSON.stringify(schema) }),
      method,
    );

  test.each<[string, object, readonly string[]]>([
    [
      "an optional property",
      { ...parsed, required: [] },
      ['- POST /pets: request body property "name" is now optional'],
    ],
    [
      "a removed limit",
      { ...parsed, properties: { ...parsed.properties, age: { type: "number" } } },
      ['- POST /pets: request body property "age": exclusiveMinimum 3 removed'],
    ],
    ["a required property, which is no finding", { ...parsed, required: ["name", "age"] }, []],
    ["another description, which is no finding", { ...parsed, description: "x" }, []],
  ])("%s is compared with the model before", (_, schema, lines) => {
    expect(changed(schema)).toEqual(lines);
  });

  test("a route with another, weaker model is listed", () => {
    const other = { ...MODEL, name: "Any", schema: "{}" };
    const lines = linesOf(
      validator,
      model,
      change("aws_api_gateway_model", {
        address: "aws_api_gateway_model.any",
        action: "create",
        before: null,
        after: other,
      }),
      methodWith({ request_models: { "application/json": "Any" } }),
    );
    expect(lines.length).toBeGreaterThan(0);
    expect(lines[0]).toMatch(/^- POST \/pets: /);
  });
});

describe("a stricter validation", () => {
  const stricter = (changes: readonly Change[], contracts?: ContractChange) =>
    linesBelow("Stricter request validation", changes, contracts);
  const documents = { documents: new Map([["api", {}]]), groups: new Map() };
  const added = methodWith({}, { ...METHOD, request_validator_id: null });

  test("an added validator is listed with the route", () => {
    expect(stricter([validator, model, added])).toEqual([
      "- POST /pets: bodies of the type application/json are now validated",
      "- POST /pets: method.request.querystring.q is now required",
    ]);
  });

  test("a required property of a model is listed with its routes", () => {
    const schema = JSON.stringify({ ...JSON.parse(BODY), required: ["name", "age"] });
    const changed = update("aws_api_gateway_model", "pet", MODEL, { ...MODEL, schema });
    expect(stricter([validator, changed, method])).toEqual([
      '- POST /pets: request body property "age" is now required',
    ]);
  });

  test("a validator of more parts is listed with its routes", () => {
    const before = { ...VALIDATOR, validate_request_body: false };
    expect(
      stricter([update("aws_api_gateway_request_validator", "all", before, VALIDATOR), model, method]),
    ).toEqual(["- POST /pets: bodies are now validated"]);
  });

  test("an API with contracts has no such finding, because its documents are compared", () => {
    expect(stricter([validator, model, added], { before: documents, after: documents })).toEqual([]);
  });

  test("a weaker validation is no such finding", () => {
    expect(stricter([validator, model, methodWith({ request_validator_id: null })])).toEqual([]);
  });
});
