import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readSynthesizedStack, Stack, StackError } from "#terraform";
import { temporaryFolder } from "../support";

/** Creates a folder `things` with these files and returns its path. */
function writeFolder(files: Record<string, unknown>): string {
  const folder = path.join(temporaryFolder(), "things");
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(path.join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}

test("all *.tf.json files of a folder are one stack with the folder's name", () => {
  const { name, stack } = readSynthesizedStack(
    writeFolder({
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

test("a list of blocks is allowed wherever a block is allowed", () => {
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
  [{}, / has no \*\.tf\.json file\. Name a folder of Terraform JSON\.$/],
  [{ "main.tf.json": "{" }, /main\.tf\.json is not JSON \(.*\)\. Correct the file\.$/],
  [
    { "main.tf.json": "3" },
    /main\.tf\.json is not Terraform JSON; expected an object with "resource"\. Correct the file\.$/,
  ],
])("reading a folder with %j fails with the reason", (files, message) => {
  const folder = writeFolder(files);
  expect(() => readSynthesizedStack(folder)).toThrow(StackError);
  expect(() => readSynthesizedStack(folder)).toThrow(message);
});

test("reading a missing folder fails with the reason", () => {
  expect(() => readSynthesizedStack("/no/such/folder")).toThrow(
    /^cannot read \/no\/such\/folder \(.*\)\. Name an existing folder\.$/,
  );
});
