import { declareRestApis } from "../../../plan/all-options";
import { errorsOf, synthesized, testStack } from "../../../support";

test("REST APIs with all options have no errors, and refer only to resources that exist", () => {
  const stack = testStack();
  declareRestApis(stack);
  expect(synthesized(stack).all("aws_api_gateway_rest_api")).toHaveLength(5);
  expect(errorsOf(stack)).toEqual([]);
});
