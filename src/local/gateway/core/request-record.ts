import type { GatewayRequest } from "../../http/request";
import type { GatewayResponse } from "../../http/response";
import type { Api, RouteModel, StageModel } from "../../model/model";
import type { AuthorizationResult } from "./authorization-types";

/** Result of invoking an integration. */
export interface IntegrationResult {
  readonly response: GatewayResponse;
  readonly latencyMs: number;
  /**
   * Status code from the Lambda service or the HTTP endpoint. Access logs contain it as
   * `$context.integrationStatus`.
   */
  readonly status?: number;
  /**
   * Status code from the function or the HTTP endpoint. Access logs contain it as
   * `$context.integration.status`.
   */
  readonly functionStatus?: number;
  readonly requestId?: string;
  readonly error?: string;
}

/**
 * Request with its response, and with the results of authorization and integration. The access log line and
 * the terminal output are formatted from this record.
 */
export interface RequestRecord {
  readonly request: GatewayRequest;
  readonly api: Api;
  readonly accountId: string;
  readonly domainName: string;
  readonly stage?: StageModel;
  readonly route?: RouteModel;
  readonly authorization?: AuthorizationResult;
  readonly integration?: IntegrationResult;
  readonly response: GatewayResponse;
  readonly latencyMs: number;
}

/**
 * Formats a request for the terminal: `201 POST /products  12 ms`. For an error response, the reason and the
 * route key follow.
 */
export function formatRequest({ request, response, latencyMs, route }: RequestRecord): string {
  const { method, path, rawQuery } = request;
  const target = rawQuery === "" ? path : `${path}?${rawQuery}`;
  const duration = `${latencyMs < 10 ? latencyMs.toFixed(1) : Math.round(latencyMs)} ms`;
  const line = `${response.status} ${method} ${escapeControls(target)}  ${duration}`;
  if (response.reason === undefined) return line;
  const routeKey = route ? ` (${route.key.text})` : "";
  return `${line}  ${escapeControls(response.reason)}${routeKey}`;
}

/**
 * Escapes control and format characters, because the terminal would otherwise execute escape sequences that a
 * request path contains.
 */
function escapeControls(value: string): string {
  if (PRINTABLE_ASCII.test(value)) return value;
  return value.replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => JSON.stringify(character).slice(1, -1));
}

const PRINTABLE_ASCII = /^[ -~]*$/;
