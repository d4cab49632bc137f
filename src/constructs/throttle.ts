/**
 * How many requests are let through; the rest get 429.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
 */
export interface Throttle {
  /** Requests a second, in the long run. */
  readonly rate: number;
  /** How many may come at once. */
  readonly burst: number;
}

/**
 * The account's own limits, written out: a stage with any route setting and without both throttle values has a limit
 * of 0, and answers every request with 429.
 */
export const ACCOUNT_THROTTLE: Throttle = { rate: 10_000, burst: 5_000 };

export function throttleFaults({ rate, burst }: Throttle): string[] {
  return Object.entries({ rate, burst })
    .filter(([, value]) => !(value > 0))
    .map(
      ([name, value]) =>
        `throttle.${name} must be over 0, found ${value}, which answers every request with 429`,
    );
}
