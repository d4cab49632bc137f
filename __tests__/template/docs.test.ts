import { readFileSync } from "node:fs";
import { transformSync } from "@swc/core";
import { renderTemplate } from "gatewright/testing";
import { parseTemplate } from "#template";

const PAGE = readFileSync("docs/mapping-templates.md", "utf8");
const [, BODY = ""] = /^```json\n([\s\S]*?)^```$/m.exec(PAGE) ?? [];
const ROWS = Array.from(
  PAGE.matchAll(/^\| `(.*?)` \| `(.*?)` \| [A-Z`].*\.( Use| Compare| Write| Append|) .*\|$/gm),
  ([, template = "", output = ""]) => [template, output] as const,
);

test("the table of pitfalls has rows with templates", () => {
  expect(ROWS.length).toBeGreaterThanOrEqual(14);
});

test.each(ROWS)("the template %s of the page renders %s", (template, output) => {
  expect(renderTemplate(template, { body: BODY.trim() }).output).toBe(output);
});

describe("the test on the page", () => {
  const [, code = ""] = /^```typescript\n(\/\/ create-order[\s\S]*?)^```$/m.exec(PAGE) ?? [];
  const compiled = transformSync(code, {
    jsc: { parser: { syntax: "typescript" } },
    module: { type: "commonjs" },
  });
  new Function("require", "exports", compiled.code)(require, {});
});

const [, METHODS = ""] = /^## Methods\n([\s\S]*?)^## /m.exec(PAGE) ?? [];
const NAMES = Array.from(METHODS.matchAll(/`(\w+)`/g), ([, name = ""]) => name);

test.each([...new Set(NAMES)])("the method %s of the page exists", (name) => {
  const calls = ["", "1", "1, 2"].map((args) => `$value.${name}(${args})`);
  expect(calls.some(isValid)).toBe(true);
});

function isValid(template: string): boolean {
  try {
    parseTemplate(template);
    return true;
  } catch {
    return false;
  }
}
