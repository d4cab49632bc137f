import { RestApi, type RestApiProps } from "gatewright";
import { testStack } from "../../../support";
import { fn } from "../http/api-fixture";

/** Returns a stack with a REST API `api` and a function `answer`. */
export function restStack(props?: RestApiProps) {
  const stack = testStack();
  return { stack, api: new RestApi(stack, "api", props), answer: fn(stack) };
}
