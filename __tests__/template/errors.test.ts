import { renderTemplate, type TemplateRequest } from "gatewright/testing";
import { parseTemplate, TemplateError } from "#template";

/** Returns the messages of the error that a function throws. */
function errorsOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof TemplateError) return error.errors;
    throw error;
  }
  return [];
}

test.each([
  ["#if($x)a", '1:1: "#if" has no end. Add "#end".'],
  ["#foreach($x in $y)a", '1:1: "#foreach" has no end. Add "#end".'],
  ["#define($x)a", '1:1: "#define" has no end. Add "#end".'],
  ["#macro(m)a", '1:1: "#macro" has no end. Add "#end".'],
  ["a\nb #end", '2:3: "#end" has no "#if" in front of it. Remove it.'],
  ["#else", '1:1: "#else" has no "#if" in front of it. Remove it.'],
  ["#foreach($x in $y)#else#end", '1:19: "#else" is not allowed here; expected "#end".'],
  ["#set $x = 1", '1:1: "#set" needs parentheses. Add "(".'],
  ["#if true", '1:1: "#if" needs parentheses. Add "(".'],
  ["#set($x = )", '1:11: expected a value, found ")".'],
  ["#set($x)", '1:8: "#set" is not complete; expected "=", found ")".'],
  ["#set(x = 1)", '1:6: "#set" needs a reference, such as $name, found "x".'],
  ["#set($x.trim() = 1)", '1:6: "#set" cannot assign to the result of a method, found "$x.trim()".'],
  ["#set($x = 1 -1)", '1:13: the operator "-" must not touch a number. Write a blank after "-".'],
  ['#set($x = "a)', "1:11: the quoted text has no end. Add the closing quote."],
  ["#set($x = [1, 2)", '1:16: the list is not complete; expected ",", found ")".'],
  ['#set($x = {"a" 1})', '1:16: the map is not complete; expected ":", found "1".'],
  ["#set($x = [1..2.5])", "1:18: a bound of a range must be an integer or a reference."],
  ["#foreach($x of $y)#end", '1:13: "#foreach" needs the word "in", found "o".'],
  ["#foreach($x.y in $z)#end", '1:10: "#foreach" needs a variable, found "$x.y".'],
  ["#macro($x)#end", '1:8: "#macro" needs a name, found "$".'],
  ["#macro(if)#end", '1:1: a macro cannot have the name "if".'],
  ["${x", '1:4: the reference "${x" is not complete; expected "}", found the end of the text.'],
  ["$x[", "1:4: expected a value, found the end of the text."],
  ["$x.get(1", '1:9: the argument list is not complete; expected ",", found the end of the text.'],
  ["$true", '1:1: "true" is reserved; a variable cannot have this name. Rename it.'],
  ["#* a", '1:1: the comment has no end. Add "*#".'],
  ["#[[ a", '1:1: the literal text has no end. Add "]]#".'],
  ["#stop", '1:1: the directive "#stop" is not supported. Remove it.'],
  ['#evaluate("x")', '1:1: the directive "#evaluate" is not supported. Remove it.'],
  ["#@m()a#end", '1:1: the directive "#@m" is not supported. Remove it.'],
  ["#fooreach(1)", '1:1: "#fooreach" is not a directive, and the template has no such macro.'],
  [
    "$util.toJson($x)",
    '1:1: "$util" has no method toJson(1 argument). Available methods: base64Decode(1 argument), base64Encode(1 argument), escapeJavaScript(1 argument), parseJson(1 argument), urlDecode(1 argument), urlEncode(1 argument).',
  ],
  [
    "$input.header('a')",
    '1:1: "$input" has no method header(1 argument). Available methods: json(1 argument), params(), params(1 argument), path(1 argument).',
  ],
  ["$x.lenght()", '1:1: "$x.lenght()" calls the unknown method lenght(). Correct the name or the arguments.'],
  [
    "$x.substring()",
    '1:1: "$x.substring()" calls the unknown method substring(). Correct the name or the arguments.',
  ],
  ["price: $", '1:8: Velocity rejects "$" at the end of a template. Add a line break.'],
  [
    "$#if(true)5#end",
    '1:1: Velocity does not print "$" in front of a directive. Print a variable that contains it.',
  ],
  [
    "#macro(m)x#end$#m()",
    '1:15: Velocity does not print "$" in front of a directive. Print a variable that contains it.',
  ],
  ["\\$$x", '1:2: Velocity does not evaluate a reference after "\\$". Write a blank after "\\$".'],
  ["$x.y## c", '1:5: Velocity prints "##" directly after a property. Write a blank in front of it.'],
])("the template %j is invalid: %s", (template, message) => {
  const errors = errorsOf(() => parseTemplate(template));
  expect(errors[0]).toBe(message);
});

test("all mistakes of a template are reported together, with their lines and columns", () => {
  const template =
    '{\n  "a": $util.toJson(1),\n  #if($x ==)b#end\r\n  #set($y = "$z.lenght()")\n  #stop\n}\n';
  const errors = errorsOf(() => parseTemplate(template));
  expect(errors.map((message) => message.split(":", 2).join(":"))).toEqual(["2:8", "3:12", "4:14", "5:3"]);
});

test("at most 100 mistakes of a template are reported", () => {
  expect(errorsOf(() => parseTemplate("#end ".repeat(200)))).toHaveLength(100);
});

test.each<[template: string, request: TemplateRequest, message: string]>([
  ["$input.path('$.n').trim()", { body: { n: 1 } }, "1:1: a value of the type integer has no method trim()."],
  [
    "$input.path('$.n').size()",
    { body: { n: "x" } },
    "1:1: a value of the type string has no method size().",
  ],
  [
    "$input.path('$').get(1, 2)",
    {},
    "1:1: \"$input.path('$').get(1, 2)\" calls the unknown method get(2 arguments). Correct the name or the arguments.",
  ],
  [
    "a\n$input.path('$.l')[5]",
    { body: { l: [1] } },
    "2:1: the index 5 is out of range; the list has 1 items.",
  ],
  ["$input.path('$.l').get(5)", { body: { l: [1] } }, "1:1: the index 5 is out of range; expected 0 to 0."],
  ["#set($s = 'ab')$s.substring(3)", {}, "1:16: the index 3 is out of range; expected 0 to 2."],
  ["#set($s = 'ab')$s.contains(1)", {}, "1:16: an argument is of the type integer; expected a string."],
  ["#set($m = {'a': 1})$m.keySet()[0]", {}, "1:20: a set has no order, so it has no index. Use #foreach."],
  [
    "#set($s = 'a,b')$s.split(',')",
    {},
    "1:17: an array from split() cannot be printed. Print its items with #foreach.",
  ],
  ["#set($x.y = 1)", {}, '1:6: "$x.y" cannot be set, because the value in front is not a map or a list.'],
  ["$input.path('$.a')", { body: "{a" }, '1:1: the body is not valid JSON, found "{a".'],
  ["$util.parseJson('{')", {}, '1:1: the argument of $util.parseJson is not valid JSON, found "{".'],
  [
    "$input.path('$.a[?(@.b)]')",
    {},
    '1:1: the JSONPath "$.a[?(@.b)]" is not valid at "[?(@.b)]". Filters are not supported; use #foreach and #if.',
  ],
  ["$input.path('$.a[')", {}, '1:1: the JSONPath "$.a[" is not valid at "[".'],
  ["$util.urlDecode('%z')", {}, '1:1: $util.urlDecode cannot decode "%z": a "%" needs two digits.'],
  ["$input", {}, "1:1: $input cannot be printed as a whole. Call one of its methods."],
  [
    "#set($s = 'x')$s.matches('(?=x)')",
    {},
    '1:15: the regular expression "(?=x)" is not supported: error parsing regexp: invalid or unsupported Perl syntax: `(?=`.',
  ],
  [
    "#set($s = 'x')$s.replaceAll('x', '$')",
    {},
    '1:15: the replacement "$" has the invalid part "$". Write "\\\\$" for the text.',
  ],
  [
    "#set($l = [1])#foreach($i in $l)$l.add(2)#end",
    {},
    "1:15: the list of this #foreach changes in the loop. Add the items to another list.",
  ],
  [
    "#set($context.stage = 'x')",
    { context: { stage: "v1" } },
    "1:6: $context.stage cannot be set. Only $context.requestOverride and $context.responseOverride can.",
  ],
  [
    "#set($context.requestOverride.header = 'x')",
    {},
    "1:6: $context.requestOverride.header is a map. Set one of its entries.",
  ],
  [
    "#set($context.responseOverride.status = 400)#set($context.responseOverride.status = 404)",
    {},
    "1:50: $context.responseOverride.status is set twice, for which API Gateway responds with status 500. Set it once.",
  ],
])("rendering %j with %j fails: %s", (template, request, message) => {
  expect(errorsOf(() => renderTemplate(template, request))).toEqual([message]);
});
