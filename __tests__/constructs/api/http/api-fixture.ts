import { HttpApi, type HttpApiProps, JwtAuthorizer, NodejsFunction, type TerraformStack } from "#constructs";
import { testStack } from "../../../support";

/** Who has a token of an issuer. */
export const staff = () =>
  new JwtAuthorizer("staff", { issuer: "https://login.example.com/", audiences: ["api"] });

export function fn(stack: TerraformStack, id = "answer", timeoutSeconds?: number): NodejsFunction {
  return new NodejsFunction(stack, id, { entry: "answer.ts", timeoutSeconds });
}

/** A stack with an API `api` and a function `answer`. */
export function given(props?: HttpApiProps) {
  const stack = testStack();
  return { stack, api: new HttpApi(stack, "api", props), answer: fn(stack) };
}
