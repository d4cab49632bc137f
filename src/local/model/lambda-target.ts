import { findUnknown, type ResolvedResource } from "#terraform";
import { matchesGlob } from "../iam/glob";
import type { LambdaTarget } from "./lambda-interface";
import { formatFound, notEmulatedError } from "./local-error";
import { readText } from "./read-value";
import type { ReaderContext } from "./reader-context";

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
  const fn = context.stack.ofType("aws_lambda_function").find(({ values }) => values.function_name === name);
  if (!fn || arn === undefined) {
    throw notEmulatedError(
      `${resource.address}: ${argument} is ${formatFound(uri)}; expected the invoke_arn of an aws_lambda_function in this stack.`,
    );
  }
  // A permission whose values are all known is decisive, if there is one.
  const permissions = [...context.stack.ofType("aws_lambda_permission")].sort(
    (a, b) => listUnknown(a).length - listUnknown(b).length,
  );
  const invoked = { name, arn, qualifier, sourceArns };
  const isAllowed = hasRole || permissions.some((permission) => allows(context, permission, invoked));
  const denied = `no aws_lambda_permission allows API Gateway to invoke ${fn.address} for ${resource.address}`;
  return { function: context.readFunction(fn).address, arn, ...(isAllowed ? {} : { denied }) };
}

interface InvokedFunction {
  readonly name: string;
  readonly arn: string;
  readonly qualifier?: string;
  readonly sourceArns: readonly string[];
}

/**
 * Returns true if a permission allows API Gateway to invoke a function. An argument that only AWS knows is assumed to
 * match, and a message is added to the context if the permission is decisive.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 */
function allows(context: ReaderContext, permission: ResolvedResource, invoked: InvokedFunction): boolean {
  const unknown = listUnknown(permission);
  const isAllowed = matchesInvocation(invoked, (argument, check) => {
    return unknown.includes(argument) || check(readText(permission, argument) ?? "");
  });
  if (isAllowed && unknown.length > 0) {
    context.unknownValues.add(
      `${permission.address}: cannot evaluate ${unknown.join(", ")}; the permission is assumed to allow the invocation. Write literal values.`,
    );
  }
  return isAllowed;
}

const PERMISSION_ARGUMENTS = ["principal", "function_name", "qualifier", "action", "source_arn"];

function listUnknown({ values }: ResolvedResource): readonly string[] {
  return PERMISSION_ARGUMENTS.filter((argument) => findUnknown(values[argument]));
}

/** @param matches checks the value of an argument of the permission; the value is empty if it is not set */
function matchesInvocation(
  { name, arn, qualifier = "", sourceArns }: InvokedFunction,
  matches: (argument: string, check: (value: string) => boolean) => boolean,
): boolean {
  const unqualifiedArn = arn.replace(/:[\w$-]+$/, "");
  const isTarget = (target: string) =>
    [name, arn, unqualifiedArn].includes(target) || target.endsWith(`:function:${name}`);
  const hasQualifier = (target: string) =>
    (/:function:[\w-]+:([\w$-]+)$/.exec(target)?.[1] ?? "") === qualifier;
  return (
    matches("principal", (principal) => ["apigateway.amazonaws.com", "*"].includes(principal)) &&
    matches("function_name", isTarget) &&
    (matches("qualifier", (value) => value !== "" && value === qualifier) ||
      (matches("qualifier", (value) => value === "") && matches("function_name", hasQualifier))) &&
    matches("action", (action) => ["lambda:InvokeFunction", "lambda:*", "*"].includes(action)) &&
    matches(
      "source_arn",
      (pattern) => pattern === "" || sourceArns.some((sourceArn) => matchesGlob(pattern, sourceArn)),
    )
  );
}
