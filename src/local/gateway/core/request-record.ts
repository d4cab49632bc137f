import type { GatewayRequest } from "../../http/request";
import type { GatewayResponse } from "../../http/response";
import type { Api, RouteModel, StageModel } from "../../model/model";
import type { AuthorizationResult } from "./authorization-types";

/** Result of invoking an integration. */
export interface IntegrationResult {
  readonly response: GatewayResponse;
  readonly latencyMs: number;
  /** Status of the Lambda service or of the HTTP endpoint: `$context.integrationStatus`. */
  readonly status?: number;
  /** Status that the function or the HTTP endpoint returned: `$context.integration.status`. */
  readonly functionStatus?: number;
  readonly requestId?: string;
  readonly error?: string;
}

/** Request with its response and everything in between, for the access log and the terminal. */
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

/** Formats a request as a line for the terminal: `201 POST /products  12 ms`, with the reason of an error. */
export function formatRequest({ request, response, latencyMs, route }: RequestRecord): string {
  const { method, path, rawQuery } = request;
  const target = rawQuery === "" ? path : `${path}?${rawQuery}`;
  const duration = `${latencyMs < 10 ? latencyMs.toFixed(1) : Math.round(latencyMs)} ms`;
  const line = `${response.status} ${method} ${escapeControls(target)}  ${duration}`;
  if (response.reason === undefined) return line;
  const routeKey = route ? ` (${route.key})` : "";
  return `${line}  ${escapeControls(response.reason)}${routeKey}`;
}

/** Escapes control and format characters. A path may contain escape sequences that a terminal would execute. */
function escapeControls(text: string): string {
  if (PRINTABLE_ASCII.test(text)) return text;
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => JSON.stringify(character).slice(1, -1));
}

const PRINTABLE_ASCII = /^[ -~]*$/;
