import { NUMBER, objectRule } from "../../prop-rules";
import { type PropRule, type PropRules, required } from "../../props";
import { isToken, isUnresolved } from "../../tokens";
import { unknownAtSynth, WRITE_MEMBERS_FIX } from "../../validation";

/**
 * Request limit of an API or a route. API Gateway rejects requests above the limit with 429.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
 */
export interface Throttle {
  /** Steady-state requests per second, greater than 0. Fractions are allowed. */
  readonly rate: number;
  /** Maximum number of requests that can arrive at the same time: a whole number greater than 0. */
  readonly burst: number;
}

const THROTTLE_RULES: PropRules<Throttle> = { rate: required(NUMBER), burst: required(NUMBER) };

/** Rule of a prop with a request limit. */
export const THROTTLE: PropRule = objectRule(THROTTLE_RULES, "{ rate: 50, burst: 100 }");

/** Returns the errors of a throttle. Values that Terraform computes are not checked. */
export function validateThrottle(throttle: Throttle): string[] {
  if (isToken(throttle)) return [unknownAtSynth("throttle", WRITE_MEMBERS_FIX)];
  const { rate, burst } = throttle;
  const isValidRate = isUnresolved(rate) || rate > 0;
  const isValidBurst = isUnresolved(burst) || (burst > 0 && Number.isInteger(burst));
  return [
    ...(isValidRate ? [] : [`throttle.rate is ${rate}; expected a number greater than 0 (${ZERO_EFFECT})`]),
    ...(isValidBurst
      ? []
      : [`throttle.burst is ${burst}; expected a whole number greater than 0 (${ZERO_EFFECT})`]),
  ];
}

const ZERO_EFFECT = "with 0, every request gets 429";
