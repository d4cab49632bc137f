import { readFileSync } from "node:fs";
import { CHECKS } from "../../../src/constructs/checks";

/** Returns the cells of each row in the table of docs/checks.md. */
function readRows(): readonly (readonly string[])[] {
  const rows = readFileSync("docs/checks.md", "utf8").matchAll(/^\| `.*$/gm);
  return [...rows].map(([row]) => row.slice(2, -2).split(" | "));
}

test("docs/checks.md has a row for each check, with its name, severity and description", () => {
  const expected = CHECKS.map(({ name, severity, description }) => [`\`${name}\``, severity, description]);
  expect(readRows().map((cells) => cells.slice(0, 3))).toEqual(expected);
});

test.each(readRows())("docs/checks.md has a reason and a fix of the check %s", (...cells) => {
  expect(cells).toHaveLength(5);
  for (const text of cells.slice(2)) expect(text).toMatch(/^[A-Z].*\.$/);
});

test("the names of the checks are unique, and have the form of names in a waiver", () => {
  const names = CHECKS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)+$/);
});
