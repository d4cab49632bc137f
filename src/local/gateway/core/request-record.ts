import type { GatewayRequest } from "../../http/request";
import type { GatewayResponse } from "../../http/response";
import type { Api, RouteModel, StageModel } from "../../model/model";
import type { AuthorizationResult } from "./authorization";

/** What became of an integration. */
export interface IntegrationResult {
  readonly answer: GatewayResponse;
  readonly latencyMs: number;
  /** Lambda's own status, or that of the address behind: `$context.integrationStatus`. */
  readonly status?: number;
  /** What a function itself answered: `$context.integration.status`. */
  readonly functionStatus?: number;
  readonly requestId?: string;
  readonly error?: string;
}

/** A request and all that became of it, for the access log and the terminal. */
export interface RequestRecord {
  readonly request: GatewayRequest;
  readonly api: Api;
  readonly accountId: string;
  readonly domainName: string;
  readonly stage?: StageModel;
  readonly route?: RouteModel;
  readonly authorization?: AuthorizationResult;
  readonly integration?: IntegrationResult;
  readonly answer: GatewayResponse;
  readonly latencyMs: number;
}

/** A request as a line for the terminal: `POST /products 201 12 ms`, and why where it was refused. */
export function formatRequest({ request, answer, latencyMs, route }: RequestRecord): string {
  const { method, path, rawQuery } = request;
  const target = rawQuery === "" ? path : `${path}?${rawQuery}`;
  const took = `${latencyMs < 10 ? latencyMs.toFixed(1) : Math.round(latencyMs)} ms`;
  const line = `${answer.status} ${method} ${escapeControls(target)}  ${took}`;
  if (answer.reason === undefined) return line;
  const where = route ? ` (${route.key})` : "";
  return `${line}  ${escapeControls(answer.reason)}${where}`;
}

/** A path may hold what a terminal would obey. */
function escapeControls(text: string): string {
  return PLAIN.test(text) ? text : escaped(text);
}

const PLAIN = /^[ -~]*$/;

function escaped(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => JSON.stringify(character).slice(1, -1));
}
