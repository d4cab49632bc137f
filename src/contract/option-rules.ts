/** Text that identifies a client, or a function that returns it. */
export type Credential = string | (() => string | Promise<string>);

/** Rule of an option: a function that accepts its values, and a description of these values. */
export type OptionRule = readonly [isValid: (value: unknown) => boolean, expected: string];

export const isText = (value: unknown) => typeof value === "string";
export const isFunction = (value: unknown) => typeof value === "function";

/** Returns a function that accepts `undefined`, and the values that another function accepts. */
export const isAbsentOr = (isValid: OptionRule[0]) => (value: unknown) =>
  value === undefined || isValid(value);

/** Longest delay of a timer. A timer with a longer one fires immediately. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export const CREDENTIAL_RULE: OptionRule = [
  isAbsentOr((value) => isText(value) || isFunction(value)),
  "a string or a function",
];
export const DURATION_RULE: OptionRule = [
  isAbsentOr((value) => Number.isFinite(value) && Number(value) > 0 && Number(value) <= MAX_TIMER_MS),
  `a number of milliseconds greater than 0 and up to ${MAX_TIMER_MS}`,
];
export const COUNT_RULE: OptionRule = [
  isAbsentOr((value) => Number.isInteger(value) && Number(value) > 0),
  "a whole number greater than 0",
];
export const FUNCTION_RULE: OptionRule = [isAbsentOr(isFunction), "a function"];

/**
 * Checks the options of a client. JavaScript, and TypeScript that is not checked, can pass wrong options.
 *
 * @param owner function that takes the options, such as `client`
 * @throws Error if an option is wrong. The message has a line for each wrong option
 */
export function checkOptions(
  owner: string,
  options: object,
  rules: Readonly<Record<string, OptionRule>>,
): void {
  const given: Readonly<Record<string, unknown>> = { ...options };
  const wrong = Object.entries(rules).flatMap(([name, [isValid, expected]]) =>
    isValid(given[name])
      ? []
      : [`${owner}: ${name} is ${formatOption(name, given[name])}; expected ${expected}.`],
  );
  const unknown = Object.keys(given)
    .filter((name) => !Object.hasOwn(rules, name))
    .map((name) => `${owner}: ${name} is not an option; expected one of ${Object.keys(rules).join(", ")}.`);
  if (wrong.length + unknown.length > 0) throw new Error([...wrong, ...unknown].join("\n"));
}

/** Returns a value for an error message. The message does not contain credentials, because errors are logged. */
function formatOption(name: string, value: unknown): string {
  if (name === "token" || name === "apiKey") return `of the type ${typeof value}`;
  // The query of a URL can contain a credential.
  if (typeof value === "string") return JSON.stringify(value.replace(/\?.*/s, "?…"));
  return Array.isArray(value) ? JSON.stringify(value) : String(value);
}
