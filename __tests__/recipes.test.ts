import { spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { TerraformStack } from "gatewright";
import { linkPackages } from "./cli/project";
import { errorsOf, eventOf, synthesized, temporaryFolder, testStack } from "./support";
import { TSC, typeCheckSettings } from "./type-errors";

// The recipes of docs/recipes contain complete examples. The first line of each code block is the path of its file. The
// files of all recipes are written to one project, because recipes import the files of other recipes.

const MAIN = "main.ts, in the constructor of a TerraformStack";

/** AWS SDK packages of the recipes that this repository does not install. Their imports have the type `any`. */
const PACKAGES_WITHOUT_TYPES = ["@aws-sdk/client-s3", "@aws-sdk/s3-presigned-post"];

const project = temporaryFolder();
const recipes = readdirSync("docs/recipes").filter((page) => readRecipe(page).includes(`// ${MAIN}\n`));

function readRecipe(page: string): string {
  return readFileSync(path.join("docs/recipes", page), "utf8");
}

/** Returns the files of a recipe by their paths. The stack of the recipe is the file `main-<recipe>.ts`. */
function recipeFiles(page: string): [string, string][] {
  const blocks = [...readRecipe(page).matchAll(/^```typescript\n\/\/ (.*)\n([\s\S]*?)^```$/gm)];
  return blocks.map(([, file = "", code = ""]) =>
    file === MAIN ? [mainFile(page), stackCode(code)] : [file, code],
  );
}

function mainFile(page: string): string {
  return `main-${path.parse(page).name}.ts`;
}

/** Wraps the code of a recipe in a function whose `this` is the stack. */
function stackCode(code: string): string {
  const end = code.lastIndexOf("\nimport ") + 1;
  const start = code.indexOf(";\n", end) + 2;
  const body = code.slice(start);
  return `${code.slice(0, start)}export function declare(this: import("gatewright").TerraformStack) {${body}}\n`;
}

beforeAll(() => {
  linkPackages(project);
  symlinkSync(process.cwd(), path.join(project, "node_modules/gatewright"));
  const files = recipes.flatMap(recipeFiles);
  const ambient = PACKAGES_WITHOUT_TYPES.map((name) => `declare module "${name}";\n`).join("");
  for (const [file, code] of [...files, ["packages.d.ts", ambient] as const]) {
    mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
    writeFileSync(path.join(project, file), code);
  }
  writeFileSync(path.join(project, "tsconfig.json"), JSON.stringify(typeCheckSettings(["**/*.ts"])));
});

test("the recipes have no type errors", () => {
  expect(recipes.length).toBeGreaterThan(5);
  const args = [TSC, "--project", project, "--pretty", "false"];
  expect(spawnSync(process.execPath, args, { cwd: project, encoding: "utf8" }).stdout).toBe("");
});

test("no file is in two recipes", () => {
  const files = recipes.flatMap(recipeFiles).map(([file]) => file);
  expect(files.filter((file, index) => files.indexOf(file) !== index)).toEqual([]);
});

test.each(recipes)("the stack of the recipe %s synthesizes without errors", (page) => {
  const stack = testStack();
  const { declare } = require(path.join(project, mainFile(page))) as {
    declare: (this: TerraformStack) => void;
  };
  declare.call(stack);
  synthesized(stack);
  expect(errorsOf(stack)).toEqual([]);
});

test("the functions of the recipes are in a recipe or in the sample", () => {
  const entries = recipes.flatMap((page) => [...readRecipe(page).matchAll(/entry: "([^"]+)"/g)]);
  const missing = entries.filter(
    ([, entry = ""]) => !existsSync(path.join(project, entry)) && !existsSync(entry),
  );
  expect(missing.map(([text]) => text)).toEqual([]);
});

describe("the webhook recipe", () => {
  const SECRET = "It's a Secret to Everybody";
  const body = '{ "ref": "refs/heads/main" }';
  const signature = `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`;

  async function receive(parts: Parameters<typeof eventOf>[0]): Promise<APIGatewayProxyStructuredResultV2> {
    process.env.WEBHOOK_SECRET = "products-dev-webhook-secret";
    jest.doMock("gatewright/runtime/secrets", () => ({ readSecret: async () => SECRET }));
    jest.spyOn(console, "info").mockImplementation(() => {});
    const { handler } = require(path.join(project, "functions/webhooks/github.ts"));
    return handler(eventOf(parts));
  }
  afterEach(() => jest.restoreAllMocks());

  test.each([
    ["text", { body }],
    ["base64", { body: Buffer.from(body).toString("base64"), isBase64Encoded: true }],
  ])("accepts a signed body in %s", async (_, parts) => {
    const headers = { "x-hub-signature-256": signature, "x-github-event": "push" };
    expect((await receive({ ...parts, headers })).statusCode).toBe(204);
  });

  test.each<[string, string, Record<string, string>]>([
    ["no signature", body, {}],
    ["a signature of another body", body.replace("main", "next"), { "x-hub-signature-256": signature }],
    [
      "a body that was parsed and written again",
      JSON.stringify(JSON.parse(body)),
      { "x-hub-signature-256": signature },
    ],
    ["a signature of another length", body, { "x-hub-signature-256": "sha256=" }],
  ])("rejects a request with %s", async (_, changed, headers) => {
    const { statusCode, body: problem } = await receive({ body: changed, headers });
    expect([statusCode, JSON.parse(problem ?? "").code]).toEqual([401, "invalid-signature"]);
  });
});
