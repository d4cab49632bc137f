import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { App, AwsProvider, SynthError, stubCode, TerraformStack, Testing } from "#constructs";
import { type Assertions, assertions } from "#testing";

/** A folder of its own, empty. */
export function temporaryFolder(): string {
  return mkdtempSync(path.join(tmpdir(), "gatewright-"));
}

/** A stack `test` with a provider, whose functions get a stub for code. */
export function testStack(): TerraformStack {
  const stack = new TerraformStack(new App({ outdir: temporaryFolder() }), "test");
  stubCode(stack);
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  return stack;
}

/** What a stack synthesizes to, once its checks have passed; nothing in it refers to what is not there. */
export function synthesized(stack: TerraformStack): Assertions {
  const found = assertions(Testing.synth(stack, true));
  expect(found.stack.dangling()).toEqual([]);
  return found;
}

/** The faults that the checks of a stack's application find. */
export function faultsOf(stack: TerraformStack): readonly string[] {
  try {
    (stack.node.root as App).synth();
  } catch (error) {
    if (error instanceof SynthError) return error.errors;
    throw error;
  }
  return [];
}

/** An event of payload format 2.0, as far as a handler looks at it. */
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
  /** As it stands in the URL, after the `?`. */
  readonly query?: string;
  readonly headers?: Record<string, string>;
  readonly claims?: Record<string, string>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}
