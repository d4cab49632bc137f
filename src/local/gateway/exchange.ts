import type { Verdict } from "../callers/verdict";
import type { Api, Route, Stage } from "../model/model";
import type { Answer } from "./answer";
import type { GatewayRequest } from "./request";

/** What became of an integration. */
export interface IntegrationResult {
  readonly answer: Answer;
  readonly latencyMs: number;
  /** Lambda's own status, or that of the address behind: `$context.integrationStatus`. */
  readonly status?: number;
  /** What a function itself answered: `$context.integration.status`. */
  readonly functionStatus?: number;
  readonly requestId?: string;
  readonly error?: string;
}

/** A request and all that became of it, for the access log and the terminal. */
export interface Exchange {
  readonly request: GatewayRequest;
  readonly api: Api;
  readonly accountId: string;
  readonly domainName: string;
  readonly stage?: Stage;
  readonly route?: Route;
  readonly verdict?: Verdict;
  readonly integration?: IntegrationResult;
  readonly answer: Answer;
  readonly latencyMs: number;
}
