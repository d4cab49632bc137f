import { HttpApi, type HttpApiProps, JwtAuthorizer, NodejsFunction, type TerraformStack } from "gatewright";
import { testStack } from "../../../support";

/** Returns a JWT authorizer `staff`. */
export const staff = () =>
  new JwtAuthorizer("staff", { issuer: "https://login.example.com/", audiences: ["api"] });

/** Returns a function with a stub as its code. */
export function fn(stack: TerraformStack, id = "answer", timeoutSeconds?: number): NodejsFunction {
  return new NodejsFunction(stack, id, { entry: "answer.ts", timeoutSeconds });
}

/** Returns a stack with an API `api` and a function `answer`. */
export function apiStack(props?: HttpApiProps) {
  const stack = testStack();
  return { stack, api: new HttpApi(stack, "api", props), answer: fn(stack) };
}
