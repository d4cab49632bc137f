import { createHash } from "node:crypto";

/** Number of the values of a line. */
const POINTS = 60;
/** Range of the values during which the fake incident of all graphs lasts. */
const INCIDENT = { start: 38, end: 44 };

/**
 * Returns numbers from 0 to 1 that depend only on a seed.
 * @see https://en.wikipedia.org/wiki/Linear_congruential_generator
 */
export function randomNumbers(seed: string): () => number {
  let state = createHash("sha256").update(seed).digest().readUInt32LE();
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Level of the values of a line, and the factor of its incident. */
interface Level {
  readonly usual: number;
  readonly incident: number;
  /** True if the line is usually 0. */
  readonly isRare?: boolean;
  /** True if every line of this kind has the incident. Otherwise, half of them have it. */
  readonly isAffected?: boolean;
}

/** Levels by words in the label of a line or else in its title and unit. The first match counts. */
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
const COUNT: Level = { usual: 120, incident: 1.1 };

/** Returns fake values of a line. @param graph title of the graph and unit of its values */
export function madeUpSeries(label: string, graph: string): readonly number[] {
  const random = randomNumbers(`${graph} ${label}`);
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

/** Fake values of the fields of logs. */
const FIELD_VALUES: Readonly<Record<string, readonly string[]>> = {
  "@timestamp": ["2030-01-01 10:41:07", "2030-01-01 10:40:55", "2030-01-01 10:38:12"],
  "@message": [
    '{"level":"ERROR","message":"made-up error"}',
    '{"type":"platform.report","status":"timeout"}',
  ],
  addresses: ["14", "4", "2"],
  coldStarts: ["9", "4", "1"],
  error: ["Internal Server Error", "-"],
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

/** Returns the fake value of a cell. @param known values of fields that the stack contains, such as its routes */
export function madeUpCell(
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
  return String(Math.ceil((randomNumbers(field)() * 40) / (row + 1)));
}
