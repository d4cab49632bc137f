import { ownValue } from "#own-value";
import { headerOf } from "../../http/request";
import type { GatewayResponse } from "../../http/response";
import type { GatewayResponseModel, RestApiModel } from "../../model/model";
import type { RequestRecord } from "../core/request-record";
import { firstAccepted } from "./binary-types";
import { restContextVariable } from "./context-variables";
import { evaluateMapping, mapHeaders } from "./mapping-expression";

/**
 * Applies the gateway response of an API to an error. The gateway response of the error's type has priority over
 * `DEFAULT_4XX` and `DEFAULT_5XX`, and takes nothing from them.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
export function customizeError(
  response: GatewayResponse,
  record: RequestRecord,
  { gatewayResponses }: Pick<RestApiModel, "gatewayResponses">,
): GatewayResponse {
  if (!response.error || gatewayResponses.size === 0) return response;
  const fallback = response.status >= 500 ? "DEFAULT_5XX" : "DEFAULT_4XX";
  const custom = gatewayResponses.get(response.error.type) ?? gatewayResponses.get(fallback);
  return custom ? applyTemplate(response, record, custom) : response;
}

const DEFAULT_TEMPLATE = { "application/json": '{"message":$context.error.messageString}' };

function applyTemplate(
  response: GatewayResponse,
  record: RequestRecord,
  { status = response.status, parameters, templates }: GatewayResponseModel,
): GatewayResponse {
  const bodies = Object.keys(templates).length > 0 ? templates : DEFAULT_TEMPLATE;
  const accepted = firstAccepted(headerOf(record.request, "accept")) ?? "";
  const types = [accepted, "application/json", ...Object.keys(bodies)];
  const type = types.find((name) => ownValue(bodies, name) !== undefined) ?? "application/json";
  const mapped = mapHeaders(parameters, (expression) => evaluateMapping(expression, record));
  const names = new Set(mapped.map(([name]) => name));
  const others = response.headers.filter(([name]) => name !== "content-type" && !names.has(name));
  return {
    ...response,
    status,
    headers: [...(names.has("content-type") ? [] : [["content-type", type] as const]), ...others, ...mapped],
    body: Buffer.from(fillTemplate(ownValue(bodies, type) ?? "", response, record)),
  };
}

/** Variables of a template. It is no VTL: directives such as `#if` stay in the text. */
const VARIABLE =
  /\$\{([\w.:-]+)\}|\$((?:context|stageVariables)\.(?:[\w:-]|\.(?=\w)|\['[^']+'\])+)|\$?(method\.request\.\w+\.[\w-]+)/g;

function fillTemplate(template: string, response: GatewayResponse, record: RequestRecord): string {
  const completed = { ...record, response, latencyMs: 0 };
  return template.replaceAll(VARIABLE, (_, braced?: string, bare?: string, parameter?: string) => {
    const variable = braced ?? bare ?? parameter ?? "";
    const [, name] = /^context\.(.+)$/.exec(variable) ?? [];
    const value =
      name === undefined ? evaluateMapping(variable, record) : restContextVariable(name, completed);
    return value ?? "";
  });
}
