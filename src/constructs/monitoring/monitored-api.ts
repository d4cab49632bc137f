import { isRecord, type PropRule } from "../props";
import { describeWrongValue } from "../validation";

/** API that replaces an invalid prop, so that a construct finds all members that it reads. */
const UNKNOWN_API = {
  api: {},
  node: { path: "unknown" },
  accessLogs: { name: "unknown" },
  onFunction: (listener: (target: object) => void) => listener({ functionName: "unknown" }),
};

/** Rule of a prop with the API that a construct monitors. */
export const MONITORED_API: PropRule = {
  expected: "an HttpApi",
  validate: (value, path) =>
    isRecord(value) && typeof value.onFunction === "function"
      ? []
      : [describeWrongValue(path, value, "an HttpApi", "Pass the construct of the API.")],
  placeholder: () => UNKNOWN_API,
};
