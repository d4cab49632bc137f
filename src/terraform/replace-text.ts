import { type Matcher, RE2JS } from "re2js";
import { requireLength } from "./value-size";

/**
 * Replaces a text, or the matches of a regular expression if the search text is between slashes.
 *
 * Terraform uses the regular expressions of Go (RE2). Their syntax differs from that of JavaScript. They need linear
 * time, so a pattern in a Terraform file cannot block the process.
 *
 * @throws Error if the regular expression is invalid, or the result is too large
 * @see https://developer.hashicorp.com/terraform/language/functions/replace
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function replaceText(text: string, search: string, replacement: string): string {
  const [, pattern] = /^\/(.*)\/$/s.exec(search) ?? [];
  if (pattern === undefined) return replaceLiteral(text, search, replacement);
  const expression = RE2JS.compile(pattern);
  const matcher = expression.matcher(text);
  const numbers = new Map(Object.entries(expression.namedGroups()));
  let result = "";
  let end = 0;
  let isFirst = true;
  while (matcher.find()) {
    // Go ignores an empty match directly after another match.
    const isIgnored = !isFirst && matcher.end() === end;
    isFirst = false;
    if (isIgnored) continue;
    result += text.slice(end, matcher.start()) + expandGroups(replacement, matcher, numbers);
    requireLength(result.length);
    end = matcher.end();
  }
  return result + text.slice(end);
}

function replaceLiteral(text: string, search: string, replacement: string): string {
  const count = search === "" ? text.length + 1 : text.split(search).length - 1;
  requireLength(text.length + count * replacement.length);
  return text.replaceAll(search, () => replacement);
}

/** Expands `$1`, `$name`, `${name}` and `$$` as Go does. A group that does not exist is empty. */
function expandGroups(template: string, matcher: Matcher, numbers: ReadonlyMap<string, number>): string {
  return template.replaceAll(/\$(?:\$|\{(\w+)\}|(\w+))/g, (reference, braced?: string, bare?: string) => {
    if (reference === "$$") return "$";
    const name = braced ?? bare ?? "";
    const group = /^\d+$/.test(name) ? Number(name) : numbers.get(name);
    if (group === undefined || group > matcher.groupCount()) return "";
    return matcher.group(group) ?? "";
  });
}
