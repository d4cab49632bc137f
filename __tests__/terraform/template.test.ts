import { templateParts } from "#terraform";

const literal = (text: string) => ({ kind: "text", text });
const expression = (text: string) => ({ kind: "expression", text });

test.each([
  ["", []],
  ["plain", [literal("plain")]],
  ["${aws_a.b.id}", [expression("aws_a.b.id")]],
  ["a-${ var.x }/c", [literal("a-"), expression("var.x"), literal("/c")]],
  ["${a}${b}", [expression("a"), expression("b")]],
  ['${f("}", {x = "{"})}!', [expression('f("}", {x = "{"})'), literal("!")]],
  ["$${a} %%{b}", [literal("${a} %{b}")]],
  ["$context.path", [literal("$context.path")]],
  ["%{if x}y", [expression("%if x"), literal("y")]],
])("the template %j is split into its parts", (whole, parts) => {
  expect(templateParts(whole)).toEqual(parts);
});
