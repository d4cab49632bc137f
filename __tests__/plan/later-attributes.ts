/**
 * Attributes that the local gateway resolves, and that the version of the AWS provider that `gatewright plan` emulates does
 * not have yet.
 */
export const LATER_ATTRIBUTES: readonly string[] = ["response_streaming_invoke_arn"];
