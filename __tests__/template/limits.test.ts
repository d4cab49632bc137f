import * as fc from "fast-check";
import { renderTemplate } from "gatewright/testing";
import { parseTemplate, TemplateError } from "#template";

test("a template of 300 KiB is parsed, and a larger one is rejected", () => {
  expect(renderTemplate("x".repeat(300 * 1024)).output).toHaveLength(300 * 1024);
  expect(() => parseTemplate("é".repeat(150 * 1024 + 1))).toThrow(
    "1:1: the template has 307202 bytes; API Gateway allows 307200. Shorten it.",
  );
});

test("a loop has at most 1,000 iterations", () => {
  expect(renderTemplate("#foreach($i in [1..1000])x#end").output).toHaveLength(1000);
  expect(() => renderTemplate("a #foreach($i in [1..1001])x#end")).toThrow(
    "1:3: #foreach has 1001 iterations; API Gateway allows 1000. Shorten the list.",
  );
});

test.each([
  ["#foreach($i in [1..1000])#foreach($j in [1..1000])x#end#end", "more than 1000000 steps"],
  ["#set($x = [1..999999999])", "more than 1000000 steps"],
  [
    '#set($a = "xx")#foreach($i in [1..1000])#set($a = "$a$a")#end',
    "a text has more than 10485760 characters",
  ],
  [
    '#set($a = "xx")#foreach($i in [1..1000])#set($a = $a + $a)#end',
    "a text has more than 10485760 characters",
  ],
  ['#set($a = "xx")#foreach($i in [1..1000])#set($a = $a.replace("x", "xx"))#end', "more than 1000000 steps"],
  [
    '#set($a = "xx")#foreach($i in [1..1000])#set($a = $a.replaceAll("x", "xx"))#end',
    "more than 1000000 steps",
  ],
  ["#set($a = [1])#foreach($i in [1..20])#set($a = [$a, $a, $a, $a])#end$a", "more than"],
  ["#set($a = [1])#foreach($i in [1..1000])$!a.addAll($a)#end", "more than 1000000 steps"],
  ["#set($a = [])$a.add($a) $a", "more than 400 parts are inside each other"],
  ["#set($m = {})#set($m.m = $m)$m", "more than 400 parts are inside each other"],
  ["#set($l = $input.path('$.l'))$!l.add($l)$l", "more than 400 parts are inside each other"],
  [
    "#set($l = [])#set($k = [])$!l.add($k)$!k.add($l)#if($l == $k)x#end",
    "more than 400 parts are inside each other",
  ],
  ["#define($a)$a#end$a", "more than 400 parts are inside each other"],
  ["#macro(m)#m()#end#m()", '"#m" is macro call 21 inside another one. Use #foreach.'],
  [
    '#set($a = "xx")#foreach($i in [1..21])#set($a = "$a$a")#end#set($b = "$a")#foreach($i in [1..1000])#if($a == $b)x#end#end',
    "more than 1000000 steps",
  ],
  [`#set($x = ${"9".repeat(1001)})`, "1:11: the number has more than 1000 digits. Shorten it."],
  ["#set($x = 10)#foreach($i in [1..1000])#set($x = $x * $x)#end", "an integer has more than 1000 digits"],
])("the template %j ends with an error: %s", (template, message) => {
  expect(() => renderTemplate(template, { body: { l: [1] } })).toThrow(message);
});

test("an output of some megabytes is rendered", () => {
  const template = "#foreach($i in [1..1000])$input.path('$.s')#if($i > 0)x#end#end";
  expect(renderTemplate(template, { body: { s: "a".repeat(5000) } }).output).toHaveLength(5_001_000);
});

test("deep nesting is an error, and does not exhaust the stack", () => {
  const depth = 20_000;
  expect(() => parseTemplate("#if(true)".repeat(depth))).toThrow("more than 100 nested parts");
  expect(() => parseTemplate(`#set($x = ${"(".repeat(depth)}`)).toThrow("more than 100 nested parts");
  expect(() => parseTemplate(`#set($x = ${"!".repeat(depth)}1)`)).toThrow("more than 100 nested parts");
  expect(() => parseTemplate(`$x${"[$x".repeat(depth)}`)).toThrow("more than 100 nested parts");
  expect(() => renderTemplate("$input.path('$')", { body: "[".repeat(depth) + "]".repeat(depth) })).toThrow(
    "the JSON has more than 200 levels",
  );
});

test.each([
  ["an unclosed text", `#set($x = "${"a".repeat(100_000)}`],
  ["many unclosed texts", '#set($x = "a '.repeat(20_000)],
  ["many backslashes", "\\".repeat(300_000)],
  ["many signs", "$#".repeat(140_000)],
  ["many blanks", `#foo${" ".repeat(290_000)}`],
  ["many unclosed comments", "#*".repeat(140_000)],
])("%s in a template of 300 KB is parsed in linear time", (_, template) => {
  try {
    parseTemplate(template);
  } catch (error) {
    expect(error).toBeInstanceOf(TemplateError);
  }
});

test("a pattern that needs exponential time in JavaScript ends", () => {
  const template = `$input.path('$.s').matches("(a+)+b")`;
  expect(renderTemplate(template, { body: { s: "a".repeat(10_000) } }).output).toBe("false");
});

const FRAGMENTS = [
  ..."$#\\{}[]().,:'\"!=<>+-*/%&| \n\tax1",
  ..."$a,$!b,${a},$a.b,$a.get(0),$a[0],#set($a = ,#if(,#foreach($a in ,#end,#else,#elseif(".split(","),
  ..."#macro(m $x),#m(,#define($a),#break,##,#*,*#,#[[,]]#,[1..3],{'a':1},true,&&,not,$foreach.index".split(
    ",",
  ),
  "$input.path('$.l')",
  "$util.parseJson('[1]')",
  '#set($a = "$a$b")',
  "#set($a = $a + 1)",
  "$context.requestOverride.header.put('a', $a)",
];

test("every template renders, or fails with an error of the template", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 60 }), (parts) => {
      try {
        renderTemplate(parts.join(""), { body: { l: [1, { a: "b" }] } });
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
      }
    }),
    { numRuns: 3000 },
  );
});

test("a text without references and directives is rendered unchanged", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary-ascii" }), (text) => {
      const plain = text.replaceAll(/[$#]/g, "");
      expect(renderTemplate(plain).output).toBe(plain);
    }),
  );
});
