import type { ApiKeyModel, QuotaModel, ThrottleModel, UsagePlanModel } from "../../model/model";
import { TokenBucket } from "./throttle";

/** Method that receives a request. */
interface CalledMethod {
  readonly apiId: string;
  readonly stage: string;
  readonly routeKey: string;
}

/**
 * Requests of API keys, which usage plans limit. A plan counts the requests of a key to all of its APIs and stages
 * together.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 */
export class KeyUsage {
  readonly #buckets = new Map<string, TokenBucket>();
  readonly #counters = new Map<string, QuotaCounter>();

  /**
   * Counts a request. Returns the limit that the request exceeds. The limit of the method comes first, then the limit of
   * the plan, then the quota. It is unverified that a throttled request does not count against the quota.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
   */
  count(plan: UsagePlanModel, { id }: ApiKeyModel, method: CalledMethod): "THROTTLE" | "QUOTA" | undefined {
    const { apiId, stage, routeKey } = method;
    const owner = `${plan.address} ${id}`;
    const methodThrottle = plan.methodThrottles.get(stage)?.get(routeKey);
    const isThrottled =
      !this.#tryTake(`${owner} ${apiId} ${stage} ${routeKey}`, methodThrottle) ||
      !this.#tryTake(owner, plan.throttle);
    if (isThrottled) return "THROTTLE";
    return plan.quota && !this.#counter(owner, plan.quota).tryCount(Date.now()) ? "QUOTA" : undefined;
  }

  #tryTake(id: string, throttle: ThrottleModel | undefined): boolean {
    if (!throttle) return true;
    const nowMs = performance.now();
    const bucket = this.#buckets.get(id) ?? new TokenBucket(throttle, nowMs);
    this.#buckets.set(id, bucket);
    return bucket.tryTake(nowMs);
  }

  #counter(id: string, quota: QuotaModel): QuotaCounter {
    const counter = this.#counters.get(id) ?? new QuotaCounter(quota);
    this.#counters.set(id, counter);
    return counter;
  }
}

/** Number of requests in the current period of a quota. */
class QuotaCounter {
  readonly #quota: QuotaModel;
  #periodStartMs = Number.NEGATIVE_INFINITY;
  #remaining = 0;

  constructor(quota: QuotaModel) {
    this.#quota = quota;
  }

  /** Counts a request. Returns false if the quota is used up. @param nowMs time since the Unix epoch */
  tryCount(nowMs: number): boolean {
    const { limit, offset, period } = this.#quota;
    const startMs = startOfPeriod(period, nowMs);
    // A clock that is set back starts no new period.
    if (startMs > this.#periodStartMs) {
      const isFirst = this.#periodStartMs === Number.NEGATIVE_INFINITY;
      this.#remaining = isFirst ? limit - offset : limit;
      this.#periodStartMs = startMs;
    }
    if (this.#remaining < 1) return false;
    this.#remaining -= 1;
    return true;
  }
}

/**
 * Returns the start of a calendar period in UTC. It is unverified that a week starts on Sunday, as in older texts of the
 * SDKs about the offset.
 */
function startOfPeriod(period: QuotaModel["period"], nowMs: number): number {
  const now = new Date(nowMs);
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  if (period === "MONTH") return Date.UTC(year, month);
  return Date.UTC(year, month, period === "WEEK" ? day - now.getUTCDay() : day);
}
