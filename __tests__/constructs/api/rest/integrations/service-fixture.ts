import type { RestApi, RestIntegration, TerraformStack } from "gatewright";
import type { Route } from "gatewright/contract";
import { renderTemplate, type TemplateRequest } from "gatewright/testing";
import * as z from "zod/mini";
import { errorsOf, synthesized } from "../../../../support";
import { restStack } from "../rest-fixture";

/** Strings with characters that have a meaning in templates, JSON or forms. */
export const HOSTILE_TEXTS = [
  `it's "quoted"`,
  "back\\slash \\' \\\" \\\\",
  "line\nbreak\r\ttab\u0000\u001f\u2028",
  "$context.requestId $!input.body ${x} $$ #if(true)x#end ## #* *# #[[ ]]#",
  "é ü 漢字 😀 \ud800",
  `"}, "TableName": "other", "x": {"S": "`,
  "a&Action=DeleteQueue&b=c%20+d;",
  "</Message>",
  "",
  " ",
] as const;

/** Response to a caller. */
interface ServiceResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Contract, or the key of a contract without other properties. */
type TestRoute = Route | string;

/** Route that calls a service, as the Terraform of a stack describes it. */
export interface TestedRoute {
  readonly integration: Readonly<Record<string, unknown>>;
  readonly policy: readonly Readonly<Record<string, unknown>>[];
  /** Returns the body of the call of the service for a request. */
  call(request?: TemplateRequest): string;
  /** Returns the response to the caller for a response of the service. */
  respond(status: number, body: unknown, request?: TemplateRequest): ServiceResponse;
}

/** Returns a stack with one route, which an integration serves. @param create creates the target and the integration */
export function serviceStack(
  route: TestRoute,
  create: (stack: TerraformStack) => RestIntegration,
): { stack: TerraformStack; api: RestApi } {
  const { stack, api } = restStack({
    openApi: {
      title: "test",
      version: "1",
      jsonSchema: (schema: never) => z.toJSONSchema(schema, { io: "input" }),
    },
  });
  const integration = create(stack);
  const contract = typeof route === "string" ? { key: route } : route;
  api.route({ ...contract, access: "public" } as Route, integration);
  return { stack, api };
}

/** Returns the errors of the route of {@link serviceStack}, without the name of the route. */
export function serviceErrors(
  route: TestRoute,
  create: (stack: TerraformStack) => RestIntegration,
): string[] {
  const key = typeof route === "string" ? route : route.key;
  return errorsOf(serviceStack(route, create).stack).map((error) =>
    error.replace(`route "${key}": `, "").replace("test/api: ", ""),
  );
}

/** Synthesizes the route of {@link serviceStack}. References of Terraform become `<TYPE.ATTRIBUTE>`. */
export function serviceRoute(
  route: TestRoute,
  create: (stack: TerraformStack) => RestIntegration,
): TestedRoute {
  const { stack } = serviceStack(route, create);
  expect(errorsOf(stack)).toEqual([]);
  const { only, all } = synthesized(stack);
  const { values } = only("aws_api_gateway_integration");
  const integration = plain(values) as Readonly<Record<string, unknown>>;
  const responses = all("aws_api_gateway_integration_response").map((response) => plain(response.values));
  const { Statement } = JSON.parse(
    String(plain(only("aws_iam_role_policy", { name: "calls" }).values.policy)),
  );
  return {
    integration,
    policy: Statement,
    call: (request) => renderTemplate(jsonTemplate(integration.request_templates), request).output,
    respond(status, body, { body: _, ...request } = {}) {
      const response = selectResponse(responses as readonly Response[], `${status}`);
      const template = jsonTemplate(response.response_templates);
      const { output, responseOverride } = renderTemplate(template, { ...request, body });
      const [type = "'application/json'"] = [
        response.response_parameters?.["method.response.header.Content-Type"],
      ];
      const override = responseOverride.header["Content-Type"];
      return {
        status: responseOverride.status ?? Number(response.status_code),
        contentType: String(override ?? type.replaceAll("'", "")),
        body: output,
      };
    },
  };
}

interface Response {
  readonly status_code: string;
  readonly selection_pattern?: string;
  readonly response_templates?: Readonly<Record<string, string>>;
  readonly response_parameters?: Readonly<Record<string, string>>;
}

function selectResponse(responses: readonly Response[], status: string): Response {
  const matching = responses.filter(
    ({ selection_pattern: pattern }) => pattern !== undefined && new RegExp(`^(?:${pattern})$`).test(status),
  );
  const [found] = [...matching, ...responses.filter((response) => response.selection_pattern === undefined)];
  if (!found) throw new Error(`no response for status ${status}`);
  return found;
}

function jsonTemplate(templates: unknown): string {
  return (templates as Readonly<Record<string, string>>)["application/json"] ?? "";
}

/** Replaces the references of Terraform in all texts, and its escapes. */
function plain(value: unknown): unknown {
  if (typeof value === "string") {
    return value
      .replaceAll(/(?<!\$)\$\{[\w.]+method-response-(\d+)[\w.-]+\}/g, "$1")
      .replaceAll(/(?<!\$)\$\{([a-z_\d]+)\.[\w-]+\.(\w+)\}/g, "<$1.$2>")
      .replaceAll("$${", "${")
      .replaceAll("%%{", "%{");
  }
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
}
