import { execFile as execFileCallback } from "node:child_process";
import { promisify } from "node:util";
import { FUNCTION_CREDENTIALS } from "#aws";
import { startLambda, TestLambda, TRACE } from "./support";

afterEach(() => TestLambda.stopAll());

const execFile = promisify(execFileCallback);
const RETURN_ENVIRONMENT = "exports.handler = async () => process.env";

test("a function has only Lambda's variables, its own variables and the local variables", async () => {
  const env = await startLambda(
    RETURN_ENVIRONMENT,
    { environment: { TABLE: "products" } },
    { environment: { AWS_ENDPOINT_URL_DYNAMODB: "http://localhost:1" } },
  ).result<Record<string, string>>();
  expect(env).toEqual({
    AWS_ACCESS_KEY_ID: FUNCTION_CREDENTIALS.accessKeyId,
    AWS_DEFAULT_REGION: "eu-central-1",
    AWS_ENDPOINT_URL_DYNAMODB: "http://localhost:1",
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
    AWS_LAMBDA_FUNCTION_NAME: "test-greet",
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_FORMAT: "JSON",
    AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/test-greet",
    AWS_LAMBDA_LOG_LEVEL: "INFO",
    AWS_LAMBDA_LOG_STREAM_NAME: expect.stringContaining("[$LATEST]"),
    AWS_REGION: "eu-central-1",
    AWS_SECRET_ACCESS_KEY: FUNCTION_CREDENTIALS.secretAccessKey,
    AWS_SESSION_TOKEN: expect.stringMatching(/^local\/session-token-of-every-local-function\/[\w-]+$/),
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:9",
    LAMBDA_RUNTIME_DIR: "/var/runtime",
    LAMBDA_TASK_ROOT: expect.stringContaining("gatewright-lambda-"),
    LANG: "en_US.UTF-8",
    PATH: "/usr/local/bin:/usr/bin:/bin",
    TABLE: "products",
    TZ: ":UTC",
    _HANDLER: "index.handler",
    _X_AMZN_TRACE_ID: TRACE,
  });
});

test("a function's own variables override the defaults, but not the reserved variables", async () => {
  const environment = { LANG: "de_DE.UTF-8", AWS_REGION: "mars-1" };
  await expect(startLambda(RETURN_ENVIRONMENT, { environment }).result()).resolves.toMatchObject({
    LANG: "de_DE.UTF-8",
    AWS_REGION: "eu-central-1",
  });
});

test("the local variables override all other variables", async () => {
  const lambda = startLambda(
    RETURN_ENVIRONMENT,
    { environment: { TABLE: "products" } },
    { environment: { TABLE: "other", AWS_ACCESS_KEY_ID: "mine" } },
  );
  await expect(lambda.result()).resolves.toMatchObject({ TABLE: "other", AWS_ACCESS_KEY_ID: "mine" });
});

test("every invocation has its own trace header", async () => {
  const { lambda } = startLambda("exports.handler = async () => process.env._X_AMZN_TRACE_ID");
  const invocations = ["Root=1-a", "Root=1-b"].map((trace) =>
    lambda.invoke("aws_lambda_function.greet", "arn", "{}", trace),
  );
  await expect(Promise.all(invocations)).resolves.toMatchObject([
    { json: '"Root=1-a"' },
    { json: '"Root=1-b"' },
  ]);
});

test("a function does not see the Node flags and module loaders of the gateway process", async () => {
  const { stdout } = await execFile(process.execPath, ["--import", "tsx", `${__dirname}/tsx-process.ts`]);
  expect(JSON.parse(stdout)).toEqual([[], [".js", ".json", ".node"]]);
});

test("a function that changes its environment does not change this process's environment", async () => {
  await startLambda("exports.handler = async () => { process.env.MARS = '1' }").result();
  expect(process.env.MARS).toBeUndefined();
});
