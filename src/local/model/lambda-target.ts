import type { Body, Resource } from "#terraform";
import { LocalError } from "./local-error";
import type { LambdaTarget } from "./model";
import { type ReaderContext, rejectCount } from "./reader-context";

/** A call of a function that API Gateway would make. */
interface Call {
  /** What calls it: an integration, an authorizer. */
  readonly by: Resource;
  /** An ARN for invocation, or the function's own. */
  readonly uri: string;
  /** What a permission's source may be: `arn:aws:execute-api:…:a1b2c3d4e5/$default/GET/products`. */
  readonly callers: readonly string[];
  /** Whether it is called with a role, which needs no permission. */
  readonly hasOwnRole: boolean;
}

const FUNCTION_ARN = /arn:aws[\w-]*:lambda:[\w-]+:\d+:function:([\w-]+)(?::([\w$-]+))?/;

/**
 * The function that is called, which must be one of the stack's.
 * @throws LocalError where it is not
 */
export function readLambdaTarget(
  source: ReaderContext,
  { by, uri, callers, hasOwnRole }: Call,
): LambdaTarget {
  const [arn, name = "", qualifier] = FUNCTION_ARN.exec(uri) ?? [];
  const found = source.stack
    .ofType("aws_lambda_function")
    .find((one) => source.values.text(one, "function_name") === name);
  if (!found || arn === undefined) {
    throw new LocalError([
      `${by.address} calls ${JSON.stringify(uri)}, no function of this stack; have it call an aws_lambda_function's invoke_arn`,
    ]);
  }
  const allowed =
    hasOwnRole || permissions(source).some((one) => allows(one, { name, arn, qualifier, callers }));
  const denied = `no aws_lambda_permission lets API Gateway call ${found.address} for ${by.address}`;
  return { function: rejectCount(found).address, arn, ...(allowed ? {} : { denied }) };
}

/** `aws_lambda_permission`, evaluated; what other services may call has nothing that need be known here. */
function permissions({ stack, values }: ReaderContext): Body[] {
  return stack
    .ofType("aws_lambda_permission")
    .filter((one) => isApiGateway(values.text(one, "principal")))
    .map((one) => values.evaluate(one.address, one.values));
}

function isApiGateway(principal: string | undefined): boolean {
  return principal === "apigateway.amazonaws.com" || principal === "*";
}

interface Called {
  readonly name: string;
  readonly arn: string;
  readonly qualifier?: string;
  readonly callers: readonly string[];
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
function allows(permission: Body, { name, arn, qualifier, callers }: Called): boolean {
  const { action, function_name: of, qualifier: ofQualifier, source_arn: from } = permission;
  const target = String(of);
  const isOfFunction = target === name || target === arn || target === arn.replace(/:[\w$-]+$/, "");
  const [, inTarget] = /:function:[\w-]+:([\w$-]+)$/.exec(target) ?? [];
  return (
    (isOfFunction || target.endsWith(`:function:${name}`)) &&
    (ofQualifier ?? inTarget ?? "") === (qualifier ?? "") &&
    ["lambda:InvokeFunction", "lambda:*", "*"].includes(String(action)) &&
    (from === undefined || from === null || callers.some((caller) => matches(String(from), caller)))
  );
}

/** `*` stands for any characters, `?` for one. */
function matches(pattern: string, text: string): boolean {
  const source = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${source.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(text);
}
