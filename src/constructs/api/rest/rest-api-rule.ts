import { distinctRule, listRule, literalRule } from "../../prop-rules";
import { isRecord, type PropRule, required } from "../../props";
import { describeWrongValue } from "../../validation";

/** Instructions for another kind of API in a list of REST APIs, which does not have the feature. */
interface OtherApiFixes {
  readonly httpApi: string;
  readonly webSocketApi: string;
}

/** Returns the rule of a prop with a list of REST APIs, which is required. */
export function restApisRule(fixes: OtherApiFixes): ReturnType<typeof required> {
  const rule: PropRule = {
    expected: "a RestApi",
    validate(value, path) {
      if (isRecord(value) && value.methods !== undefined && value.stageSettings !== undefined) return [];
      return [describeWrongValue(path, value, "a RestApi", findFix(value, fixes))];
    },
  };
  return required({
    ...literalRule(distinctRule(listRule(rule, "a list of RestApis", "[api]"))),
    placeholder: () => [],
  });
}

function findFix(value: unknown, { httpApi, webSocketApi }: OtherApiFixes): string {
  if (!isRecord(value) || value.routes === undefined) return "Pass the construct.";
  return isRecord(value.metrics) && value.metrics.kind === "messages" ? webSocketApi : httpApi;
}
