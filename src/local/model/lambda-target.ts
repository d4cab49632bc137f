import type { ResolvedResource } from "#terraform";
import { matchesGlob } from "../iam/glob";
import { formatFound, notEmulatedError } from "./local-error";
import type { LambdaTarget } from "./model";
import { type ReaderContext, readText } from "./reader-context";

/** Resource that makes API Gateway invoke a function, with the settings of that invocation. */
interface Invoker {
  /** Resource that invokes the function: an integration, an authorizer, or an API with a `target`. */
  readonly resource: ResolvedResource;
  /** Argument of the resource that names the function: `integration_uri`. */
  readonly argument: string;
  /** Value of the argument: the `invoke_arn` of the function, or its plain ARN. */
  readonly uri: string;
  /**
   * ARNs that API Gateway can send as the source of the invocation:
   * `arn:aws:execute-api:…:a1b2c3d4e5/$default/GET/products`. If a permission has a `source_arn`, it must
   * match at least one of these ARNs.
   */
  readonly sourceArns: readonly string[];
  /**
   * True if the resource sets a role that API Gateway assumes for the invocation. With such a role, no
   * `aws_lambda_permission` is needed.
   */
  readonly hasRole: boolean;
}

const FUNCTION_ARN = /arn:aws[\w-]*:lambda:[\w-]+:\d+:function:([\w-]+)(?::([\w$-]+))?/;

/**
 * Returns the function that a resource invokes. If API Gateway has no permission to invoke the function,
 * `denied` of the result contains the reason.
 * @throws LocalError if the function is not in this stack, or cannot run locally
 */
export function readLambdaTarget(
  context: ReaderContext,
  { resource, argument, uri, sourceArns, hasRole }: Invoker,
): LambdaTarget {
  const [arn, name = "", qualifier] = FUNCTION_ARN.exec(uri) ?? [];
  const fn = context.stack
    .ofType("aws_lambda_function")
    .find((candidate) => readText(candidate, "function_name") === name);
  if (!fn || arn === undefined) {
    throw notEmulatedError(
      `${resource.address}: ${argument} is ${formatFound(uri)}; expected the invoke_arn of an aws_lambda_function in this stack.`,
    );
  }
  const isAllowed =
    hasRole ||
    context.stack
      .ofType("aws_lambda_permission")
      .some((permission) => allows(permission, { name, arn, qualifier, sourceArns }));
  const denied = `no aws_lambda_permission allows API Gateway to invoke ${fn.address} for ${resource.address}`;
  return { function: context.readFunction(fn).address, arn, ...(isAllowed ? {} : { denied }) };
}

/**
 * Returns true if the principal of a permission includes API Gateway. The other arguments are evaluated only for such
 * a permission, so an unknown value in the permission of another service causes no error.
 */
function isForApiGateway(permission: ResolvedResource): boolean {
  const principal = readText(permission, "principal");
  return principal === "apigateway.amazonaws.com" || principal === "*";
}

interface InvokedFunction {
  readonly name: string;
  readonly arn: string;
  readonly qualifier?: string;
  readonly sourceArns: readonly string[];
}

/**
 * Returns true if a permission allows API Gateway to invoke a function.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 */
function allows(
  permission: ResolvedResource,
  { name, arn, qualifier, sourceArns }: InvokedFunction,
): boolean {
  if (!isForApiGateway(permission)) return false;
  const target = readText(permission, "function_name") ?? "";
  const pattern = readText(permission, "source_arn");
  const isSameFunction = target === name || target === arn || target === arn.replace(/:[\w$-]+$/, "");
  const [, qualifierInTarget] = /:function:[\w-]+:([\w$-]+)$/.exec(target) ?? [];
  return (
    (isSameFunction || target.endsWith(`:function:${name}`)) &&
    (readText(permission, "qualifier") ?? qualifierInTarget ?? "") === (qualifier ?? "") &&
    ["lambda:InvokeFunction", "lambda:*", "*"].includes(readText(permission, "action") ?? "") &&
    (pattern === undefined || sourceArns.some((sourceArn) => matchesGlob(pattern, sourceArn)))
  );
}
