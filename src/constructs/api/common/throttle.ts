import { Token } from "../../cdktf";

/**
 * How many requests are let through; the rest get 429.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
 */
export interface Throttle {
  /** Requests a second, in the long run. */
  readonly rate: number;
  /** How many may come at once: a whole number. */
  readonly burst: number;
}

/**
 * An account's own limits in most regions, written out: a stage with any route setting and without both throttle
 * values has a limit of 0, and answers every request with 429.
 */
export const ACCOUNT_THROTTLE: Throttle = { rate: 10_000, burst: 5_000 };

export function validateThrottle({ rate, burst }: Throttle): string[] {
  const goodRate = Token.isUnresolved(rate) || rate > 0;
  const goodBurst = Token.isUnresolved(burst) || (burst > 0 && Number.isInteger(burst));
  return [
    ...(goodRate ? [] : [`throttle.rate must be over 0, found ${rate}; with 0 every request gets 429`]),
    ...(goodBurst
      ? []
      : [`throttle.burst must be a whole number over 0, found ${burst}; with 0 every request gets 429`]),
  ];
}
