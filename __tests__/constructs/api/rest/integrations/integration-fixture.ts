import type { RestApiProps, RestRouteTarget } from "gatewright";
import type { Route } from "gatewright/contract";
import { synthesized } from "../../../../support";
import { restStack } from "../rest-fixture";

/** Response of a route in the Terraform, without the CORS headers of the API. */
export interface SynthesizedResponse {
  readonly pattern?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly template?: string;
}

/** Returns a stack with a single public route. */
export function routeStack(
  target: RestRouteTarget,
  declared: Route | string = "GET /x",
  props?: RestApiProps,
) {
  const { stack, api } = restStack(props);
  const contract = typeof declared === "string" ? { key: declared } : declared;
  api.route({ ...contract, access: "public" }, target, {});
  return stack;
}

/** Returns the integration and the responses, by status, of a single public route. */
export function synthesizeRoute(...args: Parameters<typeof routeStack>) {
  const { only, all } = synthesized(routeStack(...args));
  const responses = all("aws_api_gateway_integration_response").map(({ values }) => {
    const parameters = Object.entries((values.response_parameters ?? {}) as Record<string, string>);
    const templates = values.response_templates as Record<string, string> | undefined;
    const response: SynthesizedResponse = {
      pattern: values.selection_pattern as string | undefined,
      headers: Object.fromEntries(
        parameters.map(([name, value]) => [name.slice("method.response.header.".length), value]),
      ),
      template: templates?.["application/json"],
    };
    const status = /response-(\d+)/.exec(String(values.status_code))?.[1];
    return [status ?? "", response] as const;
  });
  return {
    integration: only("aws_api_gateway_integration").values,
    responses: Object.fromEntries(responses),
  };
}

/** Returns the output of the template of a synthesized response, as Terraform sends it to API Gateway. */
export function unescapeTemplate(template = ""): string {
  return template.replaceAll("$${", "${").replaceAll("%%{", "%{");
}
