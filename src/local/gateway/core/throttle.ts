import type { StageModel, ThrottleModel } from "../../model/model";

/**
 * Token buckets, one for a stage and one for each route that has a limit of its own.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
 */
export class Throttles {
  readonly #buckets = new Map<string, Bucket>();

  /** Takes a token for a request; whether there was one. */
  tryTake(stage: StageModel, routeKey: string, nowMs: number): boolean {
    const own = stage.routeThrottles.get(routeKey);
    const id = own ? `${stage.name} ${routeKey}` : stage.name;
    return this.#bucket(id, own ?? stage.throttle, nowMs).tryTake(nowMs);
  }

  #bucket(id: string, throttle: ThrottleModel, nowMs: number): Bucket {
    const known = this.#buckets.get(id);
    if (known) return known;
    const made = new Bucket(throttle, nowMs);
    this.#buckets.set(id, made);
    return made;
  }
}

/** Holds as many tokens as may be used at once, and is filled at the rate. */
class Bucket {
  readonly #throttle: ThrottleModel;
  #tokens: number;
  #filledMs: number;

  constructor(throttle: ThrottleModel, nowMs: number) {
    this.#throttle = throttle;
    // A limit of 0, which settings have that leave it out, lets nobody in, whatever the burst.
    this.#tokens = throttle.rate === 0 ? 0 : throttle.burst;
    this.#filledMs = nowMs;
  }

  tryTake(nowMs: number): boolean {
    const { rate, burst } = this.#throttle;
    this.#tokens = Math.min(burst, this.#tokens + ((nowMs - this.#filledMs) / 1000) * rate);
    this.#filledMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
