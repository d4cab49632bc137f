import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DevServer, type LocalServer, startLocal } from "gatewright/local";
import { stubBundle, writeBundle } from "#bundle";
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

/** Creates a project with one function, and the folder of its synthesized stack, in which the function is a stub. */
function createProject(): { project: string; dir: string } {
  const folder = temporaryFolder();
  const dir = path.join(folder, "cdktf.out", "stacks", "test");
  mkdirSync(path.join(folder, "functions"));
  mkdirSync(path.join(folder, "node_modules/pack"), { recursive: true });
  mkdirSync(dir, { recursive: true });
  writeFileSync(path.join(folder, "node_modules/pack/index.js"), 'exports.word = "packed";');
  writeHandler(folder, '"one"');
  // Files are older than the dev server, even if the clock of the file system is ahead of the clock of Node.
  const modifiedAt = new Date(Date.now() - 60_000);
  utimesSync(path.join(folder, ENTRY), modifiedAt, modifiedAt);
  writeStub(dir, "answer", ENTRY);
  writeFileSync(
    path.join(dir, "cdk.tf.json"),
    JSON.stringify({ resource: { ...API, aws_lambda_function: answer() } }),
  );
  return { project: folder, dir };
}

function writeStub(dir: string, name: string, entry: string): void {
  writeBundle(stubBundle({ entry, target: "node20" }), path.join(dir, "assets"), name);
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
let devServer: DevServer;
let synthesize: (signal: AbortSignal) => boolean | Promise<boolean>;
let onMessage: (text: string) => void;
let paths: ReturnType<typeof createProject>;

/** Waits for the next message of the dev server. */
function nextMessage(): Promise<string> {
  return new Promise((resolve) => {
    onMessage = resolve;
  });
}

/** Waits for the next message of the dev server that matches a pattern. */
async function messageLike(pattern: RegExp): Promise<string> {
  const text = await nextMessage();
  return pattern.test(text) ? text : messageLike(pattern);
}

async function fetchBody(): Promise<string> {
  return (await fetch(local.url)).text();
}

beforeEach(async () => {
  paths = createProject();
  synthesize = () => true;
  onMessage = () => {};
  await startDevServer();
});
afterEach(stopDevServer);

async function stopDevServer(): Promise<void> {
  await devServer.stop();
  await local.stop();
}

async function startDevServer(): Promise<void> {
  const dataFolder = path.join(paths.project, "data");
  devServer = new DevServer({
    project: paths.project,
    ignoredPaths: [
      dataFolder,
      path.join(paths.project, "cdktf.out"),
      path.join(paths.project, "traces.jsonl"),
    ],
    synthesize: async (signal) => synthesize(signal),
    onMessage: (text) => onMessage(text),
  });
  local = await startLocal({ dir: paths.dir, dataDir: dataFolder, devBundles: devServer.build(paths.dir) });
  await devServer.serve(local);
}

test("a function is served from its source code, not from the stub in its zip", async () => {
  expect(await fetchBody()).toBe("one");
  writeFileSync(path.join(paths.project, "main.ts"), "1");
  await messageLike(/^synthesized/);
  expect(await fetchBody()).toBe("one");
});

test("a synthesis reports the routes that are added and removed, and whose access or function changes", async () => {
  /** Synthesizes a stack whose routes have these authorization types. Returns the lines of the message. */
  const synthesizeRoutes = async (routes: Readonly<Record<string, string>>) => {
    const { target: _, ...api } = API.aws_apigatewayv2_api.api;
    const aws_apigatewayv2_route = Object.fromEntries(
      Object.entries(routes).map(([key, authorization_type], index) => [
        `r${index}`,
        {
          api_id: "${aws_apigatewayv2_api.api.id}",
          route_key: key,
          authorization_type,
          target: "integrations/${aws_apigatewayv2_integration.i.id}",
        },
      ]),
    );
    const integration = {
      api_id: "${aws_apigatewayv2_api.api.id}",
      integration_type: "AWS_PROXY",
      integration_uri: "${aws_lambda_function.answer.invoke_arn}",
      payload_format_version: "2.0",
    };
    const resource = {
      ...API,
      aws_apigatewayv2_api: { api },
      aws_apigatewayv2_stage: {
        s: { api_id: "${aws_apigatewayv2_api.api.id}", name: "$default", auto_deploy: true },
      },
      aws_apigatewayv2_integration: { i: integration },
      aws_apigatewayv2_route,
      aws_lambda_function: answer(),
    };
    writeFileSync(path.join(paths.dir, "cdk.tf.json"), JSON.stringify({ resource }));
    writeFileSync(path.join(paths.project, "main.ts"), JSON.stringify(routes));
    return (await messageLike(/^synthesized/)).split("\n").slice(1);
  };
  expect(await synthesizeRoutes({ "GET /a": "NONE", "GET /b": "NONE" })).toEqual([
    "  - $default",
    "  + GET /a  public  answer",
    "  + GET /b  public  answer",
  ]);
  expect(await synthesizeRoutes({ "GET /a": "AWS_IAM" })).toEqual([
    "  - GET /b",
    "  ~ GET /a  public → IAM (SigV4)",
  ]);
  expect(await synthesizeRoutes({ "GET /a": "AWS_IAM" })).toEqual([]);
});

test("a synthesis reports the routes of an HTTP API and a REST API with the same name separately", async () => {
  const rest_api_id = "${aws_api_gateway_rest_api.api.id}";
  const place = {
    rest_api_id,
    resource_id: "${aws_api_gateway_rest_api.api.root_resource_id}",
    http_method: "GET",
  };
  const writeApis = (authorization: string, target: string) => {
    const resource = {
      ...API,
      aws_apigatewayv2_api: { api: { ...API.aws_apigatewayv2_api.api, target, route_key: "GET /" } },
      aws_api_gateway_rest_api: { api: { name: "rest" } },
      aws_api_gateway_method: { root: { ...place, authorization } },
      aws_api_gateway_integration: { root: { ...place, type: "MOCK" } },
      aws_api_gateway_deployment: { d: { rest_api_id, stage_name: "live" } },
      aws_lambda_function: answer(),
    };
    writeFileSync(path.join(paths.dir, "cdk.tf.json"), JSON.stringify({ resource }));
  };
  await stopDevServer();
  writeApis("NONE", API.aws_apigatewayv2_api.api.target);
  await startDevServer();
  writeApis("AWS_IAM", "https://example.com");
  writeFileSync(path.join(paths.project, "main.ts"), "1");
  const [, ...changes] = (await messageLike(/^synthesized/)).split("\n");
  expect(changes).toEqual(["  ~ GET /  public → IAM (SigV4)", "  ~ GET /  answer → https://example.com"]);
});

test("a function that does not build is reported, and the gateway does not start", async () => {
  const other = createProject();
  writeHandler(other.project, "(");
  const server = new DevServer({
    project: other.project,
    synthesize: async () => true,
    onMessage: () => {},
  });
  const starting = startLocal({ dir: other.dir, devBundles: server.build(other.dir) });
  await expect(starting).rejects.toThrow(/^functions\/answer\.ts:1:\d+: /);
  await server.stop();
});

test("an added function that does not build is reported once, and is served when it builds", async () => {
  const json = path.join(paths.dir, "cdk.tf.json");
  const stack = JSON.parse(readFileSync(json, "utf8"));
  const added = { ...answer().answer, function_name: "added", filename: "assets/added.zip" };
  stack.resource.aws_lambda_function = { ...answer(), added };
  synthesize = () => {
    writeStub(paths.dir, "added", "functions/added.ts");
    writeFileSync(json, JSON.stringify(stack));
    return true;
  };
  writeFileSync(path.join(paths.project, "main.ts"), "1");
  expect(await nextMessage()).toMatch(/^entry "functions\/added\.ts" does not exist/);
  writeFileSync(path.join(paths.project, "main.ts"), "2");
  expect(await nextMessage()).toBe("still serving the last working version");
  writeFileSync(path.join(paths.project, "functions/added.ts"), "export const handler = () => 1;");
  await messageLike(/^synthesized/);
  expect(await fetchBody()).toBe("one");
});

test("a file that is saved before the gateway runs is served", async () => {
  const other = createProject();
  const messages: string[] = [];
  const since = Date.now();
  const server = new DevServer({
    project: other.project,
    since,
    ignoredPaths: [path.join(other.project, "cdktf.out")],
    synthesize: async () => true,
    onMessage: (text) => messages.push(text),
  });
  const gateway = await startLocal({ dir: other.dir, devBundles: server.build(other.dir) });
  writeHandler(other.project, '"two"');
  // The watcher reports the change before the server serves.
  await sleep(300);
  await server.serve(gateway);
  while (!messages.some((text) => /^functions\/answer\.ts.*: rebuilt answer/.test(text))) await sleep(10);
  expect(await (await fetch(gateway.url)).text()).toBe("two");
  await server.stop();
  await gateway.stop();
});

test("an ignored folder that is created during the start and a missing env file cause no synthesis", async () => {
  const other = createProject();
  const messages: string[] = [];
  for (let number = 0; number < 50; number++) {
    mkdirSync(path.join(other.project, `lib/${number}`), { recursive: true });
    writeFileSync(path.join(other.project, `lib/${number}/index.ts`), "");
  }
  await sleep(10);
  const since = Date.now();
  mkdirSync(path.join(other.project, ".gatewright"));
  const server = new DevServer({
    project: other.project,
    since,
    watchedFiles: [path.join(other.project, ".env.local")],
    ignoredPaths: [path.join(other.project, "cdktf.out")],
    synthesize: async () => true,
    onMessage: (text) => messages.push(text),
  });
  await server.build(other.dir);
  await server.serve({ reload: async () => {}, deployDevBundle: () => {} });
  await sleep(800);
  await server.stop();
  expect(messages).toEqual([]);
});

test.each(["in the project", "outside the project"])(
  "an env file %s is read again after a change, and one in the project also when it is created",
  async (place) => {
    const other = createProject();
    const json = path.join(other.dir, "cdk.tf.json");
    const fn = answer({ WORD: "${aws_instance.x.address}" });
    writeFileSync(
      json,
      JSON.stringify({ resource: { ...API, aws_lambda_function: fn, aws_instance: { x: {} } } }),
    );
    writeHandler(other.project, "process.env.WORD");
    const folder = place === "in the project" ? other.project : temporaryFolder();
    const envFile = path.join(folder, ".env.local");
    if (place === "outside the project") writeFileSync(envFile, "WORD=first");
    const messages: string[] = [];
    const server = new DevServer({
      project: other.project,
      watchedFiles: [envFile],
      ignoredPaths: [path.join(other.project, "cdktf.out")],
      synthesize: async () => true,
      onMessage: (text) => messages.push(text),
    });
    const gateway = await startLocal({ dir: other.dir, envFile, devBundles: server.build(other.dir) });
    await server.serve(gateway);
    for (const word of ["created", "changed"]) {
      writeFileSync(envFile, `WORD=${word}`);
      while (!messages.some((text) => /^synthesized/.test(text))) await sleep(10);
      messages.length = 0;
      expect(await (await fetch(gateway.url)).text()).toBe(word);
    }
    await server.stop();
    await gateway.stop();
  },
);

test("files outside the project and in hidden folders that a function imports are watched", async () => {
  const shared = temporaryFolder();
  for (const file of [path.join(shared, "word.ts"), path.join(paths.project, ".hidden/word.ts")]) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, 'export const word = "first";');
    const imported = path.relative(path.join(paths.project, "functions"), file).replace(/\.ts$/, "");
    writeHandler(paths.project, `word; import { word } from "${imported}"`);
    await messageLike(/rebuilt/);
    expect(await fetchBody()).toBe("first");
    writeFileSync(file, 'export const word = "second";');
    expect(await messageLike(/rebuilt/)).toMatch(/word\.ts: rebuilt answer/);
    expect(await fetchBody()).toBe("second");
  }
});

test("a changed handler is rebuilt and served", async () => {
  expect(await fetchBody()).toBe("one");
  writeHandler(paths.project, '"two"');
  expect(await nextMessage()).toMatch(/^functions\/answer\.ts: rebuilt answer in \d+ ms$/);
  expect(await fetchBody()).toBe("two");
});

test("the code of a newly imported package and of a newly imported file is served", async () => {
  writeFileSync(path.join(paths.project, "functions/other.ts"), 'export { word } from "pack";');
  await messageLike(/^synthesized/);
  writeFileSync(
    path.join(paths.project, ENTRY),
    'import { word } from "./other"; export const handler = async () => word;',
  );
  await messageLike(/rebuilt/);
  expect(await fetchBody()).toBe("packed");
  writeFileSync(path.join(paths.project, "functions/other.ts"), 'export const word = "own";');
  await messageLike(/rebuilt/);
  expect(await fetchBody()).toBe("own");
});

test("a rebuild does not change the files of the last synthesis", async () => {
  const zip = path.join(paths.dir, "assets/answer.zip");
  const before = readFileSync(zip);
  writeHandler(paths.project, '"two"');
  await messageLike(/rebuilt/);
  expect(readFileSync(zip)).toEqual(before);
});

test("a second save immediately after the first one is served too", async () => {
  writeHandler(paths.project, '"two"');
  await new Promise((resolve) => setTimeout(resolve, 32));
  writeHandler(paths.project, '"three"');
  while ((await fetchBody()) !== "three") await sleep(20);
});

test("a save during a synthesis is served immediately, and the synthesis does not undo it", async () => {
  const synths: (() => void)[] = [];
  synthesize = () =>
    new Promise((resolve) => {
      synths.push(() => resolve(true));
    });
  writeHandler(paths.project, '"two"');
  while (synths.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
  writeHandler(paths.project, '"three"');
  await messageLike(/rebuilt/);
  expect(await fetchBody()).toBe("three");
  synths[0]?.();
  while (synths.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await fetchBody()).toBe("three");
  synths[1]?.();
  await messageLike(/^synthesized/);
  expect(await fetchBody()).toBe("three");
});

test("a handler that does not build is reported, and the last successful build is still served", async () => {
  writeHandler(paths.project, "(");
  expect(await nextMessage()).toMatch(
    /^functions\/answer\.ts:1:\d+: .*\nstill serving the last working version of answer$/,
  );
  expect(await fetchBody()).toBe("one");
  writeHandler(paths.project, '"right"');
  await messageLike(/rebuilt/);
  expect(await fetchBody()).toBe("right");
});

test("a deleted file is reported once, also if several functions need it", async () => {
  const json = path.join(paths.dir, "cdk.tf.json");
  const stack = JSON.parse(readFileSync(json, "utf8"));
  const other = { ...answer().answer, function_name: "other", filename: "assets/other.zip" };
  stack.resource.aws_lambda_function = { ...answer(), other };
  writeFileSync(path.join(paths.project, "functions/word.ts"), 'export const word = "x";');
  const code = 'import { word } from "./word"; export const handler = async () => word;';
  for (const name of ["answer", "other"])
    writeFileSync(path.join(paths.project, `functions/${name}.ts`), code);
  writeStub(paths.dir, "other", "functions/other.ts");
  writeFileSync(json, JSON.stringify(stack));
  await messageLike(/^synthesized/);
  const messages: string[] = [];
  onMessage = (text) => messages.push(text);
  rmSync(path.join(paths.project, "functions/word.ts"));
  while (!messages.some((text) => /^synthesized/.test(text))) await sleep(10);
  const lines = messages.join("\n").split("\n");
  expect(lines).toEqual([
    expect.stringMatching(/^functions\/answer\.ts:1:\d+: Could not resolve "\.\/word"$/),
    expect.stringMatching(/^functions\/other\.ts:1:\d+: Could not resolve "\.\/word"$/),
    "still serving the last working version of answer, other",
    expect.stringMatching(/^synthesized in \d+ ms$/),
  ]);
  messages.length = 0;
  writeFileSync(path.join(paths.project, "main.ts"), "1");
  while (messages.length === 0) await sleep(10);
  expect(messages[0]).toMatch(/^synthesized .*; still serving the last working version of answer, other$/);
});

test("a deleted entry is reported once", async () => {
  const messages: string[] = [];
  onMessage = (text) => messages.push(text);
  rmSync(path.join(paths.project, ENTRY));
  while (!messages.some((text) => /^synthesized/.test(text))) await sleep(10);
  expect(messages).toEqual([
    expect.stringMatching(
      /^entry "functions\/answer\.ts" does not exist .*\nstill serving the last working version of answer$/,
    ),
    expect.stringMatching(/^synthesized in \d+ ms$/),
  ]);
});

test("an API key that a change adds is printed with its local value", async () => {
  const json = path.join(paths.dir, "cdk.tf.json");
  const stack = JSON.parse(readFileSync(json, "utf8"));
  stack.resource.aws_api_gateway_api_key = { acme: { name: "acme" }, old: { name: "old", enabled: false } };
  writeFileSync(json, JSON.stringify(stack));
  writeFileSync(path.join(paths.project, "main.ts"), "1");
  const lines = (await messageLike(/^synthesized/)).split("\n");
  expect(lines.slice(1)).toEqual([
    expect.stringMatching(/^ {2}\+ API key acme: local-acme-[a-z0-9]{20}$/),
    expect.stringMatching(/^ {2}\+ API key old: local-old-[a-z0-9]{20} \(disabled\)$/),
  ]);
  writeFileSync(path.join(paths.project, "main.ts"), "2");
  expect(await messageLike(/^synthesized/)).toMatch(/^synthesized in \d+ ms$/);
});

test("the project is synthesized after a pause. If that fails, the last successful synthesis is served", async () => {
  const file = path.join(paths.project, "main.ts");
  writeFileSync(file, "1");
  expect(await nextMessage()).toMatch(/^synthesized in \d+ ms$/);
  synthesize = () => false;
  writeFileSync(file, "2");
  expect(await nextMessage()).toBe("still serving the last working version");
  expect(await fetchBody()).toBe("one");
});

test("a synthesis that finishes while a build is running is served", async () => {
  const exportLines = Array.from(
    { length: 150_000 },
    (_, index) => `exports.f${index} = () => "${"x".repeat(50)}";`,
  );
  writeFileSync(path.join(paths.project, "node_modules/pack/index.js"), exportLines.join("\n"));
  writeHandler(paths.project, '(await import("pack")).f1()');
  await expect(messageLike(/^synthesized/)).resolves.toMatch(/ ms$/);
});

test("a synthesis that never ends is aborted by a newer synthesis, and when the dev server stops", async () => {
  let synths = 0;
  synthesize = (signal) =>
    new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve(false));
      if (++synths === 2) resolve(true);
    });
  const untilSynths = async (count: number) => {
    while (synths < count) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  writeFileSync(path.join(paths.project, "main.ts"), "for (;;);");
  await untilSynths(1);
  writeFileSync(path.join(paths.project, "main.ts"), "1");
  expect(await nextMessage()).toMatch(/^synthesized/);
  writeFileSync(path.join(paths.project, "main.ts"), "for (;;);");
  await untilSynths(3);
}, 20_000);

test("changes of table data, of other ignored files and of log files start no synthesis", async () => {
  const synths: string[] = [];
  synthesize = () => synths.push("synth") > 0;
  writeFileSync(path.join(paths.project, "data/things.json"), "{}");
  writeFileSync(path.join(paths.project, "traces.jsonl"), "{}");
  writeFileSync(path.join(paths.project, "dev.log"), "GET / 200");
  writeFileSync(path.join(paths.project, "main.ts"), "1");
  const message = await nextMessage();
  writeFileSync(path.join(paths.project, "data/things.json"), "{ }");
  writeFileSync(path.join(paths.project, "traces.jsonl"), "{}\n{}");
  writeFileSync(path.join(paths.project, "dev.log"), message);
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(synths).toEqual(["synth"]);
});

test("changed Terraform is served after the synthesis, and tables keep their items", async () => {
  const callDynamoDb = (operation: string, body: object) =>
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
  await callDynamoDb("PutItem", { TableName: "things", Item: { id: { S: "1" } } });
  const json = path.join(paths.dir, "cdk.tf.json");
  const stack = JSON.parse(readFileSync(json, "utf8"));
  stack.resource.aws_lambda_function = answer({ GREETING: "hello" });
  synthesize = () => {
    writeFileSync(json, JSON.stringify(stack));
    return true;
  };
  writeHandler(paths.project, "process.env.GREETING");
  await messageLike(/^synthesized/);
  expect(await fetchBody()).toBe("hello");
  const response = await callDynamoDb("GetItem", { TableName: "things", Key: { id: { S: "1" } } });
  expect(await response.json()).toEqual({ Item: { id: { S: "1" } } });
});
