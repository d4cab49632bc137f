import type { Budget } from "./budget";
import { matchesPattern, replacePattern, splitPattern } from "./java-regex";
import { type JavaMethods, requireIndex, requireInteger, requireText } from "./method";
import { JavaList, type TemplateValue } from "./values";

/**
 * Methods of Java's `String`, by name and number of arguments. The methods of later Java versions than 8 are missing,
 * because the Java version of API Gateway is not documented.
 */
export const STRING_METHODS: JavaMethods<string> = {
  "charAt/1": (text, [index]) => text.charAt(requireIndex(index, text.length - 1)),
  "compareTo/1": (text, [other]) => compareTexts(text, requireText(other)),
  "compareToIgnoreCase/1": (text, [other]) =>
    compareTexts(text.toLowerCase(), requireText(other).toLowerCase()),
  "concat/1": (text, [other], budget) => joined(text + requireText(other), budget),
  "contains/1": (text, [part]) => text.includes(requireText(part)),
  "endsWith/1": (text, [part]) => text.endsWith(requireText(part)),
  "equals/1": (text, [other]) => text === other,
  "equalsIgnoreCase/1": (text, [other]) =>
    typeof other === "string" && text.toLowerCase() === other.toLowerCase(),
  "hashCode/0": (text, _, budget) => hashText(text, budget),
  "indexOf/1": (text, [part]) => BigInt(text.indexOf(requireText(part))),
  "indexOf/2": (text, [part, from]) => BigInt(text.indexOf(requireText(part), Number(requireInteger(from)))),
  "isEmpty/0": (text) => text === "",
  "lastIndexOf/1": (text, [part]) => BigInt(text.lastIndexOf(requireText(part))),
  "lastIndexOf/2": (text, [part, from]) => {
    const start = Number(requireInteger(from));
    return start < 0 ? -1n : BigInt(text.lastIndexOf(requireText(part), start));
  },
  "length/0": (text) => BigInt(text.length),
  "matches/1": (text, [pattern], budget) => matchesPattern(text, requireText(pattern), budget),
  "replace/2": (text, [search, replacement], budget) =>
    replaceAllTexts(text, requireText(search), requireText(replacement), budget),
  "replaceAll/2": (text, [pattern, replacement], budget) =>
    replacePattern(text, [requireText(pattern), requireText(replacement)], true, budget),
  "replaceFirst/2": (text, [pattern, replacement], budget) =>
    replacePattern(text, [requireText(pattern), requireText(replacement)], false, budget),
  "split/1": (text, [pattern], budget) =>
    new JavaList(splitPattern(text, requireText(pattern), 0, budget), "array"),
  "split/2": (text, [pattern, limit], budget) =>
    new JavaList(splitPattern(text, requireText(pattern), Number(requireInteger(limit)), budget), "array"),
  "startsWith/1": (text, [part]) => text.startsWith(requireText(part)),
  "startsWith/2": (text, [part, from]) => {
    const start = Number(requireInteger(from));
    return start >= 0 && start <= text.length && text.startsWith(requireText(part), start);
  },
  "substring/1": (text, [start]) => text.slice(requireIndex(start, text.length)),
  "substring/2": (text, [start, end]) => {
    const last = requireIndex(end, text.length);
    return text.slice(requireIndex(start, last), last);
  },
  "toLowerCase/0": (text) => text.toLowerCase(),
  "toString/0": (text) => text,
  "toUpperCase/0": (text) => text.toUpperCase(),
  "trim/0": (text) => trimText(text),
};

/** Removes the control characters and blanks at both ends, as Java's `trim`. */
function trimText(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && text.charCodeAt(start) <= 32) start += 1;
  while (end > start && text.charCodeAt(end - 1) <= 32) end -= 1;
  return text.slice(start, end);
}

function joined(text: string, budget: Budget): string {
  budget.spendText(text.length);
  return text;
}

function replaceAllTexts(text: string, search: string, replacement: string, budget: Budget): string {
  const count = search === "" ? text.length + 1 : countMatches(text, search);
  budget.spend(count);
  budget.spendText(text.length + count * (replacement.length - search.length));
  return text.replaceAll(search, () => replacement);
}

function countMatches(text: string, search: string): number {
  let count = 0;
  for (let index = text.indexOf(search); index >= 0; index = text.indexOf(search, index + search.length))
    count += 1;
  return count;
}

/** Returns the difference of the first characters that differ, or of the lengths, as Java's `compareTo`. */
function compareTexts(left: string, right: string): TemplateValue {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const difference = left.charCodeAt(index) - right.charCodeAt(index);
    if (difference !== 0) return BigInt(difference);
  }
  return BigInt(left.length - right.length);
}

function hashText(text: string, budget: Budget): TemplateValue {
  budget.spendText(text.length);
  let hash = 0;
  for (let index = 0; index < text.length; index += 1)
    hash = (Math.imul(31, hash) + text.charCodeAt(index)) | 0;
  return BigInt(hash);
}
