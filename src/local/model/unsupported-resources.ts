import type { Resource } from "#terraform";
import type { ReaderContext } from "./reader-context";

/** What a person may miss here, by type: nothing of it answers a request to the API's own address. */
const NOT_EMULATED: Readonly<Record<string, string>> = {
  aws_apigatewayv2_domain_name: "is not served: call the API by its own address",
  aws_apigatewayv2_api_mapping: "is not served: call the API by its own address",
  aws_lambda_event_source_mapping: "is not served: nothing is read from a queue or stream",
  aws_lambda_function_url: "is not served: call the function through its API",
  aws_cloudwatch_event_rule: "is not served: nothing is called by the clock or an event",
  aws_scheduler_schedule: "is not served: nothing is called by the clock",
};

/** A line for each thing of a stack that is there and does nothing here. */
export function findUnsupported({ stack }: ReaderContext): readonly string[] {
  const unserved = stack.resources.flatMap(({ type, address }) =>
    NOT_EMULATED[type] === undefined ? [] : [`${address} ${NOT_EMULATED[type]}`],
  );
  const hidden = stack.ofType("aws_apigatewayv2_api").filter(isHidden);
  const served = hidden.map(
    ({ address }) => `${address} has its own address switched off on AWS; it is served here`,
  );
  const modules = Object.keys(stack.configuration.module).map((name) => `module.${name} is not read`);
  return [...unserved, ...served, ...modules];
}

function isHidden({ values }: Resource): boolean {
  return values.disable_execute_api_endpoint === true;
}
