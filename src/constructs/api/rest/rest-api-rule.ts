import { distinctRule, listRule, literalRule } from "../../prop-rules";
import { isRecord, type PropRule, required } from "../../props";
import { describeWrongValue } from "../../validation";

/**
 * Returns the rule of a prop with a list of REST APIs, which is required.
 * @param httpApiFix instruction for an HTTP API in the list, which does not have the feature
 */
export function restApisRule(httpApiFix: string): ReturnType<typeof required> {
  const rule: PropRule = {
    expected: "a RestApi",
    validate(value, path) {
      if (isRecord(value) && value.methods !== undefined && value.stageSettings !== undefined) return [];
      const isHttpApi = isRecord(value) && value.routes !== undefined;
      return [describeWrongValue(path, value, "a RestApi", isHttpApi ? httpApiFix : "Pass the construct.")];
    },
  };
  return required({
    ...literalRule(distinctRule(listRule(rule, "a list of RestApis", "[api]"))),
    placeholder: () => [],
  });
}
