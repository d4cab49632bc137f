import { LAMBDA_QUOTAS } from "#aws";
import { isPlainObject, isUnresolved } from "../tokens";
import { defineCheck } from "./check";

/** AWS does not raise this quota. */
export const ENVIRONMENT_SIZE_CHECK = defineCheck({
  name: "environment-size",
  severity: "error",
  description: "The environment variables of a function are larger than Lambda accepts.",
  find: (stack) =>
    stack.ofType("aws_lambda_function").flatMap((fn) => {
      const environment = fn.read("environment");
      const size = environmentSize(isPlainObject(environment) ? environment.variables : undefined);
      if (size <= LAMBDA_QUOTAS.environmentBytes) return [];
      const message = `environment has ${size} bytes; the maximum is ${LAMBDA_QUOTAS.environmentBytes}. Store large values in SSM or S3.`;
      return [{ construct: fn.construct, message }];
    }),
});

/** Returns the size of all names and values. A value that only Terraform knows (a CDKTF token) is not counted. */
function environmentSize(variables: unknown): number {
  if (!isPlainObject(variables)) return 0;
  const known = Object.entries(variables).filter(([name, value]) => !isUnresolved({ [name]: value }));
  return known.reduce((sum, [name, value]) => sum + Buffer.byteLength(`${name}${value}`), 0);
}
