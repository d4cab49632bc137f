import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bundle, writeBundle } from "#bundle";
import { DevServer, type LocalServer, startLocal } from "#local";
import { temporaryFolder } from "../../support";

const ENTRY = "functions/answer.ts";
const API = {
  aws_apigatewayv2_api: {
    api: { name: "api", protocol_type: "HTTP", target: "${aws_lambda_function.answer.arn}" },
  },
  aws_lambda_permission: {
    api: { action: "lambda:InvokeFunction", function_name: "answer", principal: "apigateway.amazonaws.com" },
  },
  aws_dynamodb_table: {
    things: {
      name: "things",
      billing_mode: "PAY_PER_REQUEST",
      hash_key: "id",
      attribute: [{ name: "id", type: "S" }],
    },
  },
};

/** A project with one function, and its stack beside it. */
function project(): { project: string; dir: string } {
  const folder = temporaryFolder();
  const dir = path.join(folder, "cdktf.out", "stacks", "test");
  mkdirSync(path.join(folder, "functions"));
  mkdirSync(path.join(folder, "node_modules/pack"), { recursive: true });
  mkdirSync(dir, { recursive: true });
  writeFileSync(path.join(folder, "node_modules/pack/index.js"), 'exports.word = "packed";');
  writeHandler(folder, '"one"');
  writeZip({ project: folder, dir });
  writeFileSync(
    path.join(dir, "cdk.tf.json"),
    JSON.stringify({ resource: { ...API, aws_lambda_function: answer() } }),
  );
  return { project: folder, dir };
}

function writeZip(at: { project: string; dir: string }): void {
  const [built] = bundle([{ entry: ENTRY, target: "node20" }], at.project).values();
  if (built) writeBundle(built, path.join(at.dir, "assets"), "answer");
}

function answer(environment: Record<string, string> = {}) {
  const variables = { environment: { variables: environment } };
  return {
    answer: {
      function_name: "answer",
      filename: "assets/answer.zip",
      handler: "index.handler",
      runtime: "nodejs22.x",
      role: "arn:aws:iam::123456789012:role/answer",
      ...variables,
    },
  };
}

function writeHandler(folder: string, expression: string): void {
  writeFileSync(path.join(folder, ENTRY), `export const handler = async () => ${expression};`);
}

let local: LocalServer;
let workshop: DevServer;
let synthesize: (signal: AbortSignal) => boolean | Promise<boolean>;
let said: (text: string) => void;
let at: ReturnType<typeof project>;

/** What the workshop says next. */
function next(): Promise<string> {
  return new Promise((resolve) => {
    said = resolve;
  });
}

/** What it says once it says this. */
async function until(pattern: RegExp): Promise<string> {
  const text = await next();
  return pattern.test(text) ? text : until(pattern);
}

async function body(): Promise<string> {
  return (await fetch(local.url)).text();
}

beforeEach(async () => {
  at = project();
  synthesize = () => true;
  said = () => {};
  const dataFolder = path.join(at.project, "data");
  local = await startLocal({ dir: at.dir, dataDir: dataFolder });
  workshop = new DevServer({
    ...at,
    dataDir: dataFolder,
    local,
    synthesize: async (signal) => synthesize(signal),
    onMessage: (text) => said(text),
  });
  await workshop.whenWatching();
});
afterEach(async () => {
  await workshop.stop();
  await local.stop();
});

test("a handler that changed is built and served", async () => {
  expect(await body()).toBe("one");
  writeHandler(at.project, '"two"');
  expect(await next()).toMatch(/^functions\/answer\.ts: answer built anew in \d+ ms$/);
  expect(await body()).toBe("two");
});

test("a handler that begins to require a package, and a file that it begins to import, are served", async () => {
  writeFileSync(path.join(at.project, "functions/other.ts"), 'export { word } from "pack";');
  await until(/^synthesized/);
  writeFileSync(
    path.join(at.project, ENTRY),
    'import { word } from "./other"; export const handler = async () => word;',
  );
  await until(/built anew/);
  expect(await body()).toBe("packed");
  writeFileSync(path.join(at.project, "functions/other.ts"), 'export const word = "own";');
  await until(/built anew/);
  expect(await body()).toBe("own");
});

test("what was synthesized is left as it was until the next synth", async () => {
  const zip = path.join(at.dir, "assets/answer.zip");
  const before = readFileSync(zip);
  writeHandler(at.project, '"two"');
  await until(/built anew/);
  expect(readFileSync(zip)).toEqual(before);
});

test("a second save right after the first is served too", async () => {
  writeHandler(at.project, '"two"');
  await new Promise((resolve) => setTimeout(resolve, 32));
  writeHandler(at.project, '"three"');
  while ((await body()) !== "three") await until(/built anew/);
});

test("a save during a synth is served at once, and that synth does not undo it", async () => {
  const synths: (() => void)[] = [];
  synthesize = () =>
    new Promise((resolve) => {
      writeZip(at);
      synths.push(() => resolve(true));
    });
  writeHandler(at.project, '"two"');
  while (synths.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
  writeHandler(at.project, '"three"');
  await until(/built anew/);
  expect(await body()).toBe("three");
  synths[0]?.();
  while (synths.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await body()).toBe("three");
  synths[1]?.();
  await until(/^synthesized/);
  expect(await body()).toBe("three");
});

test("a handler that is broken is told of, and what was built last is served on", async () => {
  writeHandler(at.project, "(");
  expect(await next()).toMatch(/^functions\/answer\.ts:1:\d+: .*\nwhat was built last is served on$/);
  expect(await body()).toBe("one");
  writeHandler(at.project, '"right"');
  await until(/built anew/);
  expect(await body()).toBe("right");
});

test("once it is quiet the project is synthesized, and where it cannot be, served on as it was", async () => {
  const file = path.join(at.project, "main.ts");
  writeFileSync(file, "1");
  expect(await next()).toMatch(/^synthesized in \d+ ms$/);
  synthesize = () => false;
  writeFileSync(file, "2");
  expect(await next()).toBe("what was synthesized last is served on");
  expect(await body()).toBe("one");
});

test("what is synthesized while a build from before goes on is served", async () => {
  const lines = Array.from(
    { length: 150_000 },
    (_, index) => `exports.f${index} = () => "${"x".repeat(50)}";`,
  );
  writeFileSync(path.join(at.project, "node_modules/pack/index.js"), lines.join("\n"));
  synthesize = () => {
    writeZip(at);
    return true;
  };
  writeHandler(at.project, '(await import("pack")).f1()');
  await expect(until(/^synthesized/)).resolves.toMatch(/ ms$/);
});

test("a synth that does not end is ended when there is something newer, or when all is stopped", async () => {
  let synths = 0;
  synthesize = (signal) =>
    new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve(false));
      if (++synths === 2) resolve(true);
    });
  const begun = async (count: number) => {
    while (synths < count) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  writeFileSync(path.join(at.project, "main.ts"), "for (;;);");
  await begun(1);
  writeFileSync(path.join(at.project, "main.ts"), "1");
  expect(await next()).toMatch(/^synthesized/);
  writeFileSync(path.join(at.project, "main.ts"), "for (;;);");
  await begun(3);
}, 20_000);

test("what tables keep and logs are not the project", async () => {
  const synths: string[] = [];
  synthesize = () => synths.push("synth") > 0;
  writeFileSync(path.join(at.project, "data/things.json"), "{}");
  writeFileSync(path.join(at.project, "dev.log"), "GET / 200");
  writeFileSync(path.join(at.project, "main.ts"), "1");
  const first = await next();
  writeFileSync(path.join(at.project, "data/things.json"), "{ }");
  writeFileSync(path.join(at.project, "dev.log"), first);
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(synths).toEqual(["synth"]);
});

test("Terraform that a synth changed is served, and tables keep their items", async () => {
  const put = (operation: string, body: object) =>
    fetch(local.dynamoDbEndpoint, {
      method: "POST",
      headers: {
        "x-amz-target": `DynamoDB_20120810.${operation}`,
        "content-type": "application/x-amz-json-1.0",
        authorization:
          "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
        "x-amz-date": "20260101T000000Z",
      },
      body: JSON.stringify(body),
    });
  await put("PutItem", { TableName: "things", Item: { id: { S: "1" } } });
  const json = path.join(at.dir, "cdk.tf.json");
  const stack = JSON.parse(readFileSync(json, "utf8"));
  stack.resource.aws_lambda_function = answer({ GREETING: "hello" });
  synthesize = () => {
    writeZip(at);
    writeFileSync(json, JSON.stringify(stack));
    return true;
  };
  writeHandler(at.project, "process.env.GREETING");
  await until(/^synthesized/);
  expect(await body()).toBe("hello");
  const found = await put("GetItem", { TableName: "things", Key: { id: { S: "1" } } });
  expect(await found.json()).toEqual({ Item: { id: { S: "1" } } });
});
