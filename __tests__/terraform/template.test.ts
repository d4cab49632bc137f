import { templateParts } from "#terraform";

const text = (text: string) => ({ kind: "text", text });
const expression = (text: string) => ({ kind: "expression", text });

test.each([
  ["", []],
  ["plain", [text("plain")]],
  ["${aws_a.b.id}", [expression("aws_a.b.id")]],
  ["a-${ var.x }/c", [text("a-"), expression("var.x"), text("/c")]],
  ["${a}${b}", [expression("a"), expression("b")]],
  ['${f("}", {x = "{"})}!', [expression('f("}", {x = "{"})'), text("!")]],
  ["$${a} %%{b}", [text("${a} %{b}")]],
  ["$context.path", [text("$context.path")]],
  ["%{if x}y", [expression("%if x"), text("y")]],
])("%j has its parts", (whole, parts) => {
  expect(templateParts(whole)).toEqual(parts);
});
