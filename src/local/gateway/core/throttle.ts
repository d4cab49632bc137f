import type { StageModel, ThrottleModel } from "../../model/model";

/**
 * Token buckets that limit requests: one for each stage, and one for each route with its own throttling
 * limits.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
 */
export class Throttles {
  readonly #buckets = new Map<string, TokenBucket>();

  /**
   * Takes a token from the bucket of the route, or from the bucket of the stage if the route has no limits. Returns
   * false if the bucket is empty, which means that the request must be rejected.
   *
   * @param nowMs time of a monotonic clock. With a clock that can go back, the tokens of a bucket could become
   * negative.
   */
  tryTake(stage: StageModel, routeKey: string, nowMs: number): boolean {
    const routeThrottle = stage.routeThrottles.get(routeKey);
    const id = routeThrottle ? `${stage.name} ${routeKey}` : stage.name;
    return this.#bucket(id, routeThrottle ?? stage.throttle, nowMs).tryTake(nowMs);
  }

  #bucket(id: string, throttle: ThrottleModel, nowMs: number): TokenBucket {
    const existing = this.#buckets.get(id);
    if (existing) return existing;
    const bucket = new TokenBucket(throttle, nowMs);
    this.#buckets.set(id, bucket);
    return bucket;
  }
}

/** Token bucket that holds up to `burst` tokens and is refilled with `rate` tokens per second. */
export class TokenBucket {
  readonly #throttle: ThrottleModel;
  #tokens: number;
  #filledAtMs: number;

  constructor(throttle: ThrottleModel, nowMs: number) {
    this.#throttle = throttle;
    // A rate of 0 rejects every request, even if the burst limit is above 0. If the stage settings omit the
    // rate, it is 0.
    this.#tokens = throttle.rate === 0 ? 0 : throttle.burst;
    this.#filledAtMs = nowMs;
  }

  tryTake(nowMs: number): boolean {
    const { rate, burst } = this.#throttle;
    this.#tokens = Math.min(burst, this.#tokens + ((nowMs - this.#filledAtMs) / 1000) * rate);
    this.#filledAtMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
