import { HttpApi, type HttpApiProps, RestApi } from "gatewright";
import { errorsOf, testStack } from "../../support";
import { fn } from "./http/api-fixture";

// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html

type Cors = NonNullable<HttpApiProps["cors"]>;

/** Declares both kinds of API with the same CORS configuration. */
function declare(cors: Cors) {
  const stack = testStack();
  const answer = fn(stack);
  new HttpApi(stack, "http", { cors }).route("GET /", answer, { access: "public" });
  new RestApi(stack, "rest", { cors, account: "existing" }).route("GET /", answer, { access: "public" });
  return stack;
}

function describeOrigin(origin: string, suggestion: string): string {
  return `cors.origins has "${origin}"; expected a scheme and a host in lower case, without a path. Write "${suggestion}", or "*".`;
}

type Case = readonly [part: object, error: string];

const WRONG: readonly Case[] = [
  [{ origins: ["https://a.example'"] }, describeOrigin("https://a.example'", "https://app.example.com")],
  [{ origins: ["ftp://x"] }, describeOrigin("ftp://x", "https://app.example.com")],
  [
    { origins: ["https://a.example:99999"] },
    describeOrigin("https://a.example:99999", "https://app.example.com"),
  ],
  [{ origins: ["https://A.example"] }, describeOrigin("https://A.example", "https://a.example")],
  [{ origins: ["https://a.example:443"] }, describeOrigin("https://a.example:443", "https://a.example")],
  [{ origins: ["*", "https://a.example", "*"] }, 'cors.origins has "*" twice. Remove one.'],
  [{ headers: ["X-A", "x-a"] }, 'cors.headers has "x-a" twice. Remove one.'],
  [{ methods: [] }, "cors.methods is empty, so a page can use no method. Add a method, or remove `methods`."],
  ...["get", "FOO", "ANY", ""].map(
    (method): Case => [
      { methods: [method] },
      `cors.methods has "${method}"; expected one of DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, *`,
    ],
  ),
  ...["headers", "exposeHeaders"].flatMap((list) =>
    ["x y", "", "x:'", "x:y"].map(
      (name): Case => [
        { [list]: [name] },
        `cors.${list} has "${name}"; expected the name of a header, such as "x-request-id", or "*"`,
      ],
    ),
  ),
];

test.each(WRONG)("the CORS configuration %j is an error of both kinds of API", (part, error) => {
  const stack = declare({ origins: ["https://app.example.com"], ...part });
  expect(errorsOf(stack)).toEqual([`test/http, test/rest: ${error}`]);
});

test("the CORS configurations that API Gateway accepts have no error (http-api-cors)", () => {
  const origins = ["https://*", "http://localhost:5173", "capacitor://localhost"];
  for (const part of [
    { origins },
    { methods: ["*"] as const, headers: ["*"], exposeHeaders: ["X-A", "x_b"] },
  ]) {
    expect(errorsOf(declare({ origins: ["*"], ...part }))).toEqual([]);
  }
});
