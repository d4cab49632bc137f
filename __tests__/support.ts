import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { App, AwsProvider, SynthError, stubCode, TerraformStack, Testing } from "gatewright";
import { type Assertions, assertions } from "gatewright/testing";

/** Creates an empty temporary folder. */
export function temporaryFolder(): string {
  return mkdtempSync(path.join(tmpdir(), "gatewright-"));
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

interface EventParts {
  readonly params?: Record<string, string>;
  /** Query string of the URL, without the `?`. */
  readonly query?: string;
  readonly headers?: Record<string, string>;
  readonly claims?: Record<string, string>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}
