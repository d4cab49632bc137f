import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readSynthesizedStack, Stack, StackError } from "#terraform";
import { temporaryFolder } from "../support";

/** A folder with these files of Terraform JSON. */
function folder(files: Record<string, unknown>): string {
  const made = path.join(temporaryFolder(), "things");
  mkdirSync(made);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(path.join(made, name), typeof content === "string" ? content : JSON.stringify(content));
  }
  return made;
}

test("all files of Terraform JSON in a folder are one stack, of the folder's name", () => {
  const { name, stack } = readSynthesizedStack(
    folder({
      "a.tf.json": { resource: { aws_a: { one: { x: 1 } } }, locals: { p: 1 }, provider: { aws: {} } },
      "b.tf.json": {
        resource: { aws_a: { two: { x: 2 } } },
        locals: { q: 2 },
        provider: { aws: { alias: "b" } },
      },
      "notes.json": "not Terraform's",
    }),
  );
  expect(name).toBe("things");
  expect(stack.resources.map(({ address }) => address)).toEqual(["aws_a.one", "aws_a.two"]);
  expect(stack.configuration.locals).toEqual({ p: 1, q: 2 });
  expect(stack.configuration.provider.aws).toEqual([{}, { alias: "b" }]);
});

test("a list of blocks stands wherever a block may", () => {
  const stack = Stack.parse(
    JSON.stringify({
      resource: [{ aws_a: { one: [{ x: 1 }] } }, { aws_a: [{ two: { x: 2 } }], aws_b: { three: {} } }],
      variable: [{ v: [{ default: 3 }] }],
    }),
  );
  expect(stack.resources.map(({ address, values }) => [address, values.x])).toEqual([
    ["aws_a.one", 1],
    ["aws_a.two", 2],
    ["aws_b.three", undefined],
  ]);
  expect(stack.configuration.variable.v).toEqual({ default: 3 });
});

test.each([
  [{}, / has no \*\.tf\.json; name a folder of Terraform JSON$/],
  [{ "main.tf.json": "{" }, /main\.tf\.json is not JSON \(.*\); write it as Terraform's JSON$/],
  [
    { "main.tf.json": "3" },
    /main\.tf\.json is not Terraform's JSON, an object with "resource"; write it as Terraform's JSON$/,
  ],
])("a folder with %j is told of", (files, message) => {
  const at = folder(files);
  expect(() => readSynthesizedStack(at)).toThrow(StackError);
  expect(() => readSynthesizedStack(at)).toThrow(message);
});

test("a folder that is not there is told of", () => {
  expect(() => readSynthesizedStack("/no/such/folder")).toThrow(
    /^\/no\/such\/folder cannot be read \(.*\); name a folder that is there$/,
  );
});
