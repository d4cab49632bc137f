import { ACCOUNT_ID } from "./local-account";

/**
 * Returns a fake value for an output of another stack. Offline plans and drawn dashboards do not read the state of
 * another stack, so they know only the names of its outputs. The name is also the value, because it is stable, and
 * because a reader then recognizes the output.
 *
 * CDKTF names the outputs of a stack `cross-stack-output-aws_sqs_queueordersarn`: the type, the name and the attribute of
 * the resource. If the name ends with `arn`, the value has the format of an ARN, because Terraform functions and the
 * schema of the AWS provider expect one.
 *
 * @param name name of the output: `table-name` or `table-arn`
 * @returns the value: `table-name` or `arn:aws:other:us-east-1:123456789012:table-arn`
 *
 * @see https://developer.hashicorp.com/terraform/language/state/remote-state-data
 */
export function fakeOutput(name: string): string {
  if (!name.endsWith("arn")) return name;
  return `arn:aws:other:us-east-1:${ACCOUNT_ID}:${name}`;
}
