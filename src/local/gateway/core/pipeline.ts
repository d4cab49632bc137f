import { domainNameOf, type GatewayRequest } from "../../http/request";
import type { SendResponse } from "../../http/request-listener";
import type { GatewayResponse } from "../../http/response";
import type { StreamedBody } from "../../http/streamed-body";
import type { Api } from "../../model/model";
import { type AccessLog, createAccessLog } from "./access-log";
import { type CompletedRecord, completeRecord, createRecord, type RequestRecord } from "./request-record";

/** Response that ends a request, or `undefined` if the next step runs. */
export type StepResult = GatewayResponse | undefined;

/** Step that a request passes in a gateway, such as throttling or authorization. */
export interface GatewayStep {
  /** Name of the step, for error messages. */
  readonly name: string;
  /** Reads the results of earlier steps from the record, and adds the result of this step to it. */
  run(record: RequestRecord): StepResult | Promise<StepResult>;
}

/** Behavior of a kind of API. */
export interface GatewayKind {
  /** Steps in order; the last one always responds. */
  readonly steps: readonly GatewayStep[];
  /** Changes the response of any step, for example adds CORS headers. */
  readonly finish: (response: GatewayResponse, record: RequestRecord) => GatewayResponse;
  /** Returns the value of a `$context` variable in an access log. */
  readonly contextVariable: (name: string, record: CompletedRecord) => string | undefined;
}

/** API that a gateway serves, its AWS account and Region, and the callback for requests that were answered. */
export interface GatewayParts {
  readonly api: Api;
  readonly accountId: string;
  readonly region: string;
  /**
   * Called for each request when its response is complete. Without an access log, `accessLog` is `undefined`.
   */
  readonly onRequest: (record: CompletedRecord, accessLog: string | undefined) => void;
  /** True records the times of each request in the `span` of its record. Default: false. */
  readonly isTraced?: boolean;
}

/**
 * Gateway of an API. The steps run in order until one of them responds. They share one {@link RequestRecord}, to which
 * each step adds its results. Each kind of API has its own list of steps, because API Gateway runs the steps of each
 * kind in a different order.
 */
export class Gateway {
  readonly #parts: GatewayParts;
  readonly #steps: GatewayKind["steps"];
  readonly #finish: GatewayKind["finish"];
  /** Access logs by stage name. */
  readonly #accessLogs: ReadonlyMap<string, AccessLog>;

  constructor(parts: GatewayParts, { steps, finish, contextVariable }: GatewayKind) {
    this.#parts = parts;
    this.#steps = steps;
    this.#finish = finish;
    this.#accessLogs = new Map(
      parts.api.stages.flatMap(({ name, accessLogFormat }) =>
        accessLogFormat === undefined ? [] : [[name, createAccessLog(accessLogFormat, contextVariable)]],
      ),
    );
  }

  /** Handles a request, and reports it to `onRequest` with the response that was sent. */
  async handle(request: GatewayRequest, send: SendResponse): Promise<void> {
    const startMs = performance.now();
    const { api, accountId, region, onRequest } = this.#parts;
    const record = createRecord({ request, api, accountId, region, domainName: domainNameOf(request) });
    const response = this.#finish(this.#requireResponse(await runSteps(this.#steps, record)), record);
    const latencyMs = performance.now() - startMs;
    const sent = send(response);
    const completed = sent.stream
      ? await completeStreamed(record, sent, sent.stream, startMs)
      : completeRecord(record, sent, latencyMs);
    onRequest(completed, this.#accessLogs.get(record.stage?.name ?? "")?.(completed));
  }

  #requireResponse(response: StepResult): GatewayResponse {
    if (response) return response;
    throw new Error(`the last step, ${this.#steps.at(-1)?.name}, gave no response`);
  }
}

/** Waits until a streamed response has ended, and adds it to the record of its request. */
async function completeStreamed(
  record: RequestRecord,
  response: GatewayResponse,
  stream: StreamedBody,
  startMs: number,
): Promise<CompletedRecord> {
  await stream.ended;
  const sent = stream.reason === undefined ? response : { ...response, reason: stream.reason };
  return completeRecord(record, sent, performance.now() - startMs);
}

/** Runs steps in order until one of them responds. */
export async function runSteps(steps: readonly GatewayStep[], record: RequestRecord): Promise<StepResult> {
  for (const step of steps) {
    const result = step.run(record);
    // An unnecessary `await` would cost time in every step of every request.
    const response = result instanceof Promise ? await result : result;
    if (response) return response;
  }
  return undefined;
}
