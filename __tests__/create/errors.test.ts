import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../support";
import { runCreate } from "./create-command";

test.each<[string, readonly string[], string]>([
  [
    "no folder is given",
    [],
    "DIR is missing. Write the folder of the project: `npm create gatewright my-api`.",
  ],
  [
    "the folder name is no package name",
    ["My_API"],
    'the folder name "My_API" is not a valid project name; expected lowercase letters, digits and single "-", starting with a letter. Choose another folder name, such as my-api.',
  ],
  [
    "the folder name is the name of a dependency",
    ["packages/zod"],
    'the folder name "zod" is the name of a package that the project depends on. Choose another folder name, such as my-api.',
  ],
  [
    "the Region has another format",
    ["shop", "--region", "Frankfurt"],
    'the Region is "Frankfurt"; expected the name of an AWS Region. Write it in the form eu-central-1.',
  ],
  [
    "a stage name is empty",
    ["shop", "--stages", "dev,"],
    'the stage name "" is invalid; expected lowercase letters, digits and single "-", starting with a letter. Separate the stages by commas, such as dev,prod.',
  ],
  [
    "a stage name is invalid",
    ["shop", "--stages", "dev,Prod"],
    'the stage name "Prod" is invalid; expected lowercase letters, digits and single "-", starting with a letter. Separate the stages by commas, such as dev,prod.',
  ],
  [
    "a stage is duplicate",
    ["shop", "--stages", "dev,prod,dev"],
    'the stage "dev" is listed twice. Remove one of them.',
  ],
  [
    "a stack name is too long",
    [`shop-${"x".repeat(40)}`],
    `the stack name "shop-${"x".repeat(40)}-dev" has 49 characters; the maximum is 48. Choose a shorter folder name or stage name.`,
  ],
  [
    "the authorizer is unknown",
    ["shop", "--authorizer", "basic"],
    '--authorizer is "basic"; expected cognito, oidc, iam. Choose one of these values.',
  ],
  [
    "the CDK is unknown",
    ["shop", "--cdk", "aws"],
    '--cdk is "aws"; expected cdktf, cdktn. Choose one of these values.',
  ],
  [
    "the kind of modules is unknown",
    ["shop", "--modules", "amd"],
    '--modules is "amd"; expected commonjs, esm. Choose one of these values.',
  ],
  [
    "an option is unknown",
    ["shop", "--regions=eu-west-1"],
    '"--regions" is not an option. Run `npm create gatewright -- --help` to list the options.',
  ],
  [
    "an option has no value",
    ["shop", "--region", "--yes"],
    "--region has no value. Run `npm create gatewright -- --help` to list the options.",
  ],
  ["a flag has a value", ["shop", "--yes=no"], '--yes has the value "no". Remove it.'],
  [
    "two folders are given",
    ["shop", "api"],
    'expected one folder, found "shop", "api". Run `npm create gatewright -- --help` to list the options.',
  ],
])("the command writes nothing and prints one error if %s", (_, args, error) => {
  const folder = temporaryFolder();
  expect(runCreate(folder, args)).toEqual({ status: 1, stdout: "", stderr: `${error}\n` });
  expect(readdirSync(folder)).toEqual([]);
});

test("a second run in the same folder fails and changes no file", () => {
  const folder = temporaryFolder();
  expect(runCreate(folder, ["shop"]).status).toBe(0);
  const before = readdirSync(path.join(folder, "shop"), { recursive: true });
  expect(runCreate(folder, ["shop", "--authorizer", "iam"])).toEqual({
    status: 1,
    stdout: "",
    stderr: `the folder ${path.join(folder, "shop")} is not empty: it contains .github. Choose a new or an empty folder.\n`,
  });
  expect(readdirSync(path.join(folder, "shop"), { recursive: true })).toEqual(before);
  expect(readdirSync(folder)).toEqual(["shop"]);
});

test("a file with the name of the project is an error", () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, "shop"), "");
  expect(runCreate(folder, ["shop"]).stderr).toBe(
    `${path.join(folder, "shop")} is a file. Choose another folder.\n`,
  );
});

test("a folder that cannot be created is an error, and no temporary folder remains", () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, "file"), "");
  const { status, stderr } = runCreate(folder, ["file/api/shop"]);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^cannot write the folder .*: ENOTDIR.*\. Choose a folder that you can write to\.\n$/,
  );
  expect(readdirSync(folder)).toEqual(["file"]);
});

test("a project can be created in an empty folder and in a new git repository", () => {
  const folder = path.join(temporaryFolder(), "shop");
  mkdirSync(path.join(folder, ".git"), { recursive: true });
  const { status, stdout } = runCreate(folder, ["."]);
  expect(status).toBe(0);
  expect(stdout).not.toContain("cd ");
  expect(existsSync(path.join(folder, "package.json"))).toBe(true);
  expect(readdirSync(path.dirname(folder))).toEqual(["shop"]);
});
