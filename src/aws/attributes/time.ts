import { type ComputedTypes, FIXED_TIME, type ResourceContext } from "./resource-context";

/** Numbers of a time, by the names of the attributes of the provider `time`. */
export interface TimeParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Seconds since 1970. */
  readonly unix: number;
}

/**
 * Returns the parts of a time, in the time zone in which the time is written.
 * @param rfc3339 time such as `2026-01-01T00:00:00Z`. Any other text gives an empty object
 */
export function timeParts(rfc3339: string): Partial<TimeParts> {
  const [, ...numbers] = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)/.exec(rfc3339) ?? [];
  const unix = Math.floor(Date.parse(rfc3339) / 1000);
  if (numbers.length === 0 || Number.isNaN(unix)) return {};
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers.map(Number);
  return { year, month, day, hour, minute, second, unix };
}

const PARTS = ["year", "month", "day", "hour", "minute", "second", "unix"] as const;

/**
 * Resources of the provider `time`. The current time is always the same, so that equal configurations give equal
 * values. Offsets and rotations do not change it.
 *
 * @see https://registry.terraform.io/providers/hashicorp/time/0.14.0/docs
 */
export const TIME_ATTRIBUTES: ComputedTypes = {
  time_offset: attributesOf("base_rfc3339", { base_rfc3339: () => FIXED_TIME, rfc3339: base }),
  time_rotating: attributesOf("rfc3339", { rfc3339: () => FIXED_TIME, rotation_rfc3339: () => FIXED_TIME }),
  time_sleep: { identifiedBy: [], attributes: { id: () => FIXED_TIME } },
  time_static: attributesOf("rfc3339", { rfc3339: () => FIXED_TIME }),
};

function base({ text }: ResourceContext): string {
  return text("base_rfc3339");
}

/**
 * @param time name of the argument that contains the time of the resource
 * @param more attributes other than the ID and the parts of the time
 */
function attributesOf(time: string, more: ComputedTypes[string]["attributes"]): ComputedTypes[string] {
  const parts = PARTS.map(
    (part) => [part, ({ text }: ResourceContext) => timeParts(text(time))[part]] as const,
  );
  const attributes = { id: ({ text }: ResourceContext) => text(time), ...more };
  return { identifiedBy: [time], attributes: { ...attributes, ...Object.fromEntries(parts) } };
}
