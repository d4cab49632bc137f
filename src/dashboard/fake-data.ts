import { createHash } from "node:crypto";

/** Number of values in a line. */
const POINTS = 60;
/** Positions of the values during the fake incident, the same in all graphs. `end` is not included. */
const INCIDENT = { start: 38, end: 44 };

/**
 * Returns a generator of pseudorandom numbers from 0 to 1, without 1. The same seed always gives the same numbers.
 * @see https://en.wikipedia.org/wiki/Linear_congruential_generator
 */
export function createRandom(seed: string): () => number {
  let state = createHash("sha256").update(seed).digest().readUInt32LE();
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Size of the fake values of a line. */
interface Level {
  /** Typical value outside of the incident. */
  readonly usual: number;
  /** Factor by which the incident multiplies the values. */
  readonly incident: number;
  /** True if most values outside of the incident are 0. Default: false. */
  readonly isRare?: boolean;
  /** True if the incident is in every line of this kind. Default: in half of them. */
  readonly isAffected?: boolean;
}

/**
 * Levels by patterns. The first pattern that matches the label of a line applies. If none does, the first one that
 * matches the title and the unit of the graph applies.
 */
const LEVELS: readonly (readonly [RegExp, Level])[] = [
  [/percent of the timeout/i, { usual: 12, incident: 5 }],
  [/^4xx/i, { usual: 2, incident: 1.3 }],
  [/^5xx/i, { usual: 0.2, incident: 12, isRare: true, isAffected: true }],
  [/throttl|429/i, { usual: 0.4, incident: 4, isRare: true }],
  [/^p50/i, { usual: 35, incident: 1.4, isAffected: true }],
  [/^p90/i, { usual: 80, incident: 4, isAffected: true }],
  [/^integration/i, { usual: 160, incident: 6, isAffected: true }],
  [/^p99/i, { usual: 260, incident: 6, isAffected: true }],
  [/fail|error/i, { usual: 0.3, incident: 12, isRare: true }],
  [/percent/i, { usual: 3, incident: 2 }],
  [/millisecond|latency/i, { usual: 190, incident: 6 }],
  [/unit|capacity|concurren/i, { usual: 6, incident: 1.5 }],
];
/** Level of a line that matches no pattern, such as a number of requests. */
const COUNT: Level = { usual: 120, incident: 1.1 };

/** Returns the fake values of a line. @param graph title of the graph and unit of its values */
export function createFakeSeries(label: string, graph: string): readonly number[] {
  const random = createRandom(`${graph} ${label}`);
  const { usual, incident, isRare = false, isAffected = random() < 0.5 } = findLevel(label, graph);
  const size = usual * (isAffected ? 1 : 0.7 + 0.6 * random());
  return Array.from({ length: POINTS }, (_, index) => {
    const noise = 0.85 + 0.3 * random();
    const isIncident = isAffected && index >= INCIDENT.start && index < INCIDENT.end;
    if (isIncident) return size * noise * incident;
    return isRare && random() < 0.85 ? 0 : size * noise * (1 + 0.2 * Math.sin(index / 9));
  });
}

function findLevel(label: string, graph: string): Level {
  const find = (text: string) => LEVELS.find(([words]) => words.test(text))?.[1];
  return find(label) ?? find(graph) ?? COUNT;
}

/** Fake values of log fields. The IP addresses are reserved for documentation (RFC 5737). */
const FIELD_VALUES: Readonly<Record<string, readonly string[]>> = {
  "@timestamp": ["2030-01-01 10:41:07", "2030-01-01 10:40:55", "2030-01-01 10:38:12"],
  "@message": [
    '{"level":"ERROR","message":"made-up error"}',
    '{"type":"platform.report","status":"timeout"}',
  ],
  addresses: ["14", "4", "2"],
  coldStarts: ["9", "4", "1"],
  connectionId: ["VNRUSeldSwMCIRQ=", "VNRVTemeTxNDJSR=", "VNRWUfnfUyOEKTS="],
  error: ["Internal Server Error", "-"],
  eventType: ["CONNECT", "DISCONNECT", "MESSAGE"],
  failed: ["42", "7", "3"],
  functionStatus: ["500", "502", "-"],
  integrationError: ["-", "The integration timed out"],
  p50: ["310", "290", "280"],
  p99: ["890", "640", "410"],
  requestId: ["JKJaXmPLvHcESHA=", "JKJbCmPLvHcESHA=", "JKJcDmPLvHcESHA="],
  since: ["01/Jan/2030:10:38:12 +0000"],
  sourceIp: ["192.0.2.17", "198.51.100.4", "203.0.113.9"],
  status: ["500", "503", "502"],
  subject: ["user-1", "user-2", "-"],
  users: ["12", "3", "1"],
  until: ["01/Jan/2030:10:41:07 +0000"],
};

/** Returns the fake value of a cell. @param known values from the stack by field, such as its routes */
export function createFakeCell(
  field: string,
  row: number,
  known: Readonly<Record<string, readonly string[]>>,
): string {
  const values = Object.hasOwn(known, field)
    ? known[field]
    : Object.hasOwn(FIELD_VALUES, field)
      ? FIELD_VALUES[field]
      : [];
  if (values && values.length > 0) return values[row % values.length] ?? "";
  return String(Math.ceil((createRandom(field)() * 40) / (row + 1)));
}
