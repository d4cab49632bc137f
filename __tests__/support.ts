import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from "aws-lambda";
import { App, AwsProvider, SynthError, stubCode, TerraformStack, Testing } from "gatewright";
import { type Assertions, assertions } from "gatewright/testing";

let foldersOfFile: string | undefined;

/**
 * Creates an empty temporary folder, inside one folder for each test file. A plan links all files next to each parent
 * folder of its stack, so thousands of folders in one place would make each plan seconds slower. The names are short,
 * because the path of a socket has at most 104 characters on macOS.
 */
export function temporaryFolder(): string {
  foldersOfFile ??= mkdtempSync(path.join(tmpdir(), "file-"));
  return mkdtempSync(path.join(foldersOfFile, "f-"));
}

/** Returns a stack `test` with an AWS provider. Functions in this stack have stub code and are not built. */
export function testStack(): TerraformStack {
  const stack = new TerraformStack(new App({ outdir: temporaryFolder() }), "test");
  stubCode(stack);
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  return stack;
}

/**
 * Validates and synthesizes a stack, and returns assertions on it. Fails if a reference in the stack refers
 * to a resource that does not exist.
 */
export function synthesized(stack: TerraformStack): Assertions {
  const result = assertions(Testing.synth(stack, true));
  expect(result.stack.dangling()).toEqual([]);
  return result;
}

/** Returns the validation errors of the app that contains a stack. */
export function errorsOf(stack: TerraformStack): readonly string[] {
  try {
    (stack.node.root as App).synth();
  } catch (error) {
    if (error instanceof SynthError) return error.errors;
    throw error;
  }
  return [];
}

/** Returns an event of payload format 2.0 with all fields that `handle()` reads. */
export function eventOf({
  params,
  query = "",
  headers = {},
  body,
  isBase64Encoded = false,
  claims,
}: EventParts = {}): APIGatewayProxyEventV2 {
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: "/",
    rawQueryString: query,
    headers,
    pathParameters: params,
    body,
    isBase64Encoded,
    requestContext: {
      requestId: "request-1",
      ...(claims && { authorizer: { jwt: { claims, scopes: null } } }),
    } as unknown as APIGatewayProxyEventV2["requestContext"],
  };
}

/** Returns the event that a REST API sends for a request with the same parts, without fields that `handle()` ignores. */
export function restEventOf(
  { params, query = "", headers = {}, body, isBase64Encoded = false, claims }: EventParts = {},
  routeKey = "ANY /",
): APIGatewayProxyEvent {
  const [method = "", resource = ""] = routeKey.split(" ");
  const queryPairs = [...new URLSearchParams(query)];
  const encode = ([name, value]: [string, string]) => [name, encodeURIComponent(value)];
  return {
    resource,
    path: "/",
    httpMethod: method === "ANY" ? "GET" : method,
    headers,
    multiValueHeaders: toLists(Object.entries(headers)),
    queryStringParameters: query ? Object.fromEntries(queryPairs) : null,
    multiValueQueryStringParameters: query ? toLists(queryPairs) : null,
    pathParameters: params ? Object.fromEntries(Object.entries(params).map(encode)) : null,
    stageVariables: null,
    body: body ?? null,
    isBase64Encoded,
    requestContext: {
      requestId: "request-1",
      path: "/v1/",
      identity: { sourceIp: "127.0.0.1", userAgent: null, userArn: null },
      ...(claims && { authorizer: { claims } }),
    } as unknown as APIGatewayProxyEvent["requestContext"],
  };
}

/** Returns the values of each name, in their order. */
function toLists(pairs: readonly (readonly [string, string])[]): Record<string, string[]> {
  const names = new Set(pairs.map(([name]) => name));
  const valuesOf = (name: string) => pairs.filter(([other]) => other === name).map(([, value]) => value);
  return Object.fromEntries([...names].map((name) => [name, valuesOf(name)]));
}

interface EventParts {
  readonly params?: Record<string, string>;
  /** Query string of the URL, without the `?`. */
  readonly query?: string;
  readonly headers?: Record<string, string>;
  readonly claims?: Record<string, string>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}
