import type { GatewayRequest } from "../../http/request";
import type { GatewayResponse } from "../../http/response";
import type { Api, RouteModel, StageModel } from "../../model/model";
import type { AuthorizationResult } from "./authorization-types";

/** Result of invoking an integration. */
export interface IntegrationResult {
  readonly response: GatewayResponse;
  readonly latencyMs: number;
  /** Status that the Lambda service or the HTTP endpoint returned: `$context.integrationStatus`. */
  readonly status?: number;
  /** Status that the function or the HTTP endpoint returned: `$context.integration.status`. */
  readonly functionStatus?: number;
  readonly requestId?: string;
  readonly error?: string;
}

/** Request with its response and the results of the steps in between, for the access log and the terminal. */
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
 * Formats a request for the terminal: `201 POST /products  12 ms`. The reason of an error is added at the
 * end.
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
 * Escapes control and format characters. Otherwise, the terminal would execute escape sequences in a path.
 */
function escapeControls(text: string): string {
  if (PRINTABLE_ASCII.test(text)) return text;
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => JSON.stringify(character).slice(1, -1));
}

const PRINTABLE_ASCII = /^[ -~]*$/;
