import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import {
  findUnknown,
  listRoutes,
  readSynthesizedStack,
  references,
  resolveStack,
  Stack,
  templateParts,
  UnknownValue,
} from "#terraform";
import { temporaryFolder } from "../support";

// Without a limit, none of these cases ends. The timeout of the test is the limit.

/** Returns the value of a local value of a stack. */
function evaluateLocal(locals: Record<string, unknown>, name: string): unknown {
  const resource = { aws_sqs_queue: { q: { name: `\${local.${name}}` } } };
  const stack = Stack.parse(JSON.stringify({ resource, locals }));
  return resolveStack({ name: "test", dir: "/stack", stack }).find("aws_sqs_queue.q")?.values.name;
}

/** Returns local values of which each uses the one before. */
function chain(first: unknown, next: (previous: string) => unknown, length = 40): Record<string, unknown> {
  const names = Array.from({ length }, (_, index) => `l${index}`);
  return Object.fromEntries(
    names.map((name, index) => [name, index === 0 ? first : next(`local.l${index - 1}`)]),
  );
}

test.each<[string, Record<string, unknown>]>([
  ["texts", chain("ab", (previous) => `\${${previous}}\${${previous}}`)],
  ["lists", chain(["a"], (previous) => [`\${${previous}}`, `\${${previous}}`])],
  ["objects", chain({ a: "a" }, (previous) => ({ a: `\${${previous}}`, b: `\${${previous}}` }))],
  ["lists of an expression", chain(["a"], (previous) => `\${[${previous}, ${previous}]}`)],
  ["objects of an expression", chain("a", (previous) => `\${{ a = ${previous}, b = ${previous} }}`)],
  ["calls of concat", chain(["a"], (previous) => `\${concat(${previous}, ${previous})}`)],
  ["calls of join", chain("ab", (previous) => `\${join(${previous}, [${previous}, ${previous}])}`)],
  ["calls of format", chain("ab", (previous) => `\${format("%s%s", ${previous}, ${previous})}`)],
  ["calls of replace", chain("aa", (previous) => `\${replace(${previous}, "a", ${previous})}`)],
  [
    "calls of replace with a pattern",
    chain("aa", (previous) => `\${replace(${previous}, "/a/", ${previous})}`),
  ],
  ["calls of jsonencode", chain('"', (previous) => `\${jsonencode([${previous}, ${previous}])}`)],
  [
    "calls of merge",
    chain({ a: "a" }, (previous) => `\${merge(${previous}, { b = ${previous}, c = ${previous} })}`),
  ],
])("40 %s that use each other twice are too large", (_, locals) => {
  expect(findUnknown(evaluateLocal(locals, "l39"))?.reason).toBe("the value is too large");
});

test("40 local values that use each other twice without growing are evaluated", () => {
  const locals = chain("ab", (previous) => `\${element([${previous}, ${previous}], 0)}`);
  expect(evaluateLocal(locals, "l39")).toBe("ab");
});

test.each<[string, string]>([
  ["a width", '${format("%999999999d", 1)}'],
  ["an unclosed expression with escaped quotes", `\${"${'\\"'.repeat(60_000)}`],
  ["unclosed braces", "${{".repeat(60_000)],
  ["nested brackets", `\${${"[".repeat(60_000)}`],
  ["a long sum", `\${1${" + 1".repeat(60_000)}}`],
  ["an unclosed text with expressions", `\${"${"${a".repeat(60_000)}`],
  ["many calls", `\${${"lower(".repeat(20_000)}`],
])("a text with %s is unknown", (_, text) => {
  expect(evaluateLocal({ x: text }, "x")).toBeInstanceOf(UnknownValue);
});

test("a list of 60,000 items, and a text with 20,000 expressions, are evaluated", () => {
  const items = Array.from({ length: 60_000 }, () => "1").join(",");
  expect(evaluateLocal({ x: `\${[${items}]}` }, "x")).toHaveLength(60_000);
  expect(evaluateLocal({ a: "b", x: "${local.a}".repeat(20_000) }, "x")).toBe("b".repeat(20_000));
});

test("a pattern with repetitions is matched in linear time", () => {
  const text = "a".repeat(50_000);
  expect(evaluateLocal({ x: `\${replace("${text}", "/a*a*a*b/", "")}` }, "x") === text).toBe(true);
});

test("the parts and the references of a hostile text are found", () => {
  const text = `a\${"${'\\"'.repeat(1_000_000)}`;
  expect(templateParts(text)).toHaveLength(2);
  expect(references(text)).toEqual([]);
});

test("folders, devices and FIFOs are not read", () => {
  const folder = temporaryFolder();
  execFileSync("mkfifo", [path.join(folder, "fifo.tf.json"), path.join(folder, "list.zip")]);
  const functions = Object.fromEntries(
    ["list.zip", "/dev/zero", "/dev/stdin", "."].map((filename, index) => [`f${index}`, { filename }]),
  );
  const routes = Object.keys(functions).map((name) => [
    name,
    { route_key: `GET /${name}`, target: `integrations/\${aws_apigatewayv2_integration.${name}.id}` },
  ]);
  const integrations = Object.keys(functions).map((name) => [
    name,
    { integration_uri: `\${aws_lambda_function.${name}.invoke_arn}` },
  ]);
  const resource = {
    aws_lambda_function: functions,
    aws_apigatewayv2_route: Object.fromEntries(routes),
    aws_apigatewayv2_integration: Object.fromEntries(integrations),
  };
  writeFileSync(path.join(folder, "main.tf.json"), JSON.stringify({ resource }));
  const summaries = listRoutes(resolveStack(readSynthesizedStack(folder)));
  expect(summaries.map(({ target, zipSize }) => [target, zipSize])).toEqual([
    ["f0", undefined],
    ["f1", undefined],
    ["f2", undefined],
    ["f3", undefined],
  ]);
});

test("a deeply nested value is an error", () => {
  const nested = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
  expect(() => Stack.parse(`{ "resource": { "aws_sqs_queue": { "q": { "tags": ${nested} } } } }`)).toThrow(
    "the string has values with more than 500 levels of nesting. Pass the output of Testing.synth(stack).",
  );
});
