import { type Construct, LambdaPermission } from "../../cdktf";
import type { FunctionTarget } from "../../function/function-target";
import { relativePath } from "../../names";

/** Permissions of an API to invoke functions. A function has one permission, however many routes invoke it. */
export class InvokePermissions {
  readonly #scope: Construct;
  readonly #api: { readonly executionArn: string };
  readonly #byTarget = new Map<FunctionTarget, LambdaPermission>();
  readonly #listeners: ((target: FunctionTarget) => void)[] = [];

  /** @param scope construct in which the permissions are created */
  constructor(scope: Construct, api: { readonly executionArn: string }) {
    this.#scope = scope;
    this.#api = api;
  }

  /** `aws_lambda_permission` resources by the invoked function. */
  get byTarget(): ReadonlyMap<FunctionTarget, LambdaPermission> {
    return this.#byTarget;
  }

  /** Allows the API to invoke a function. A second call for the same function has no effect. */
  grant(target: FunctionTarget): void {
    if (this.#byTarget.has(target)) return;
    const id = `permission-${relativePath(this.#scope, target)}`;
    const permission = new LambdaPermission(this.#scope, id, {
      action: "lambda:InvokeFunction",
      functionName: target.functionName,
      principal: "apigateway.amazonaws.com",
      // The ARN pattern covers every stage, method, path and authorizer of this API, and no other API. A separate
      // permission for each route would exceed the limit of 20 KB for the resource policy of a function at about
      // 30 routes.
      sourceArn: `${this.#api.executionArn}/*/*`,
    });
    this.#byTarget.set(target, permission);
    for (const listener of this.#listeners) listener(target);
  }

  /** Calls a listener once for each function, including functions that are added later. */
  onFunction(listener: (target: FunctionTarget) => void): void {
    this.#listeners.push(listener);
    for (const target of this.#byTarget.keys()) listener(target);
  }
}
