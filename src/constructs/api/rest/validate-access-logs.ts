import type { Construct } from "../../cdktf";
import { listResources } from "../../checks";
import { isRecord } from "../../props";

/**
 * Returns an error for each stage of an API whose access log format has no request ID. The construct sets a format with an
 * ID, but a user can override it. API Gateway rejects a format without an ID.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export function validateAccessLogs(scope: Construct): string[] {
  return listResources(scope)
    .filter(({ type }) => type === "aws_api_gateway_stage")
    .filter(({ values }) => lacksRequestId(values.access_log_settings))
    .map(
      ({ construct }) =>
        `the access log format of ${construct.node.path} has no request ID, and API Gateway rejects such a format. Add $context.requestId or $context.extendedRequestId.`,
    );
}

function lacksRequestId(settings: unknown): boolean {
  const format = isRecord(settings) ? settings.format : undefined;
  if (typeof format !== "string" || format.includes("${")) return false;
  return !/\$context\.(requestId|extendedRequestId)\b/.test(format);
}
