import { once } from "node:events";
import { buffer, text } from "node:stream/consumers";
import { LAMBDA_QUOTAS } from "#aws";
import { ADDRESS, ARN, startLambda, TestLambda, TRACE } from "./support";

// Source of the expected results: version 4.0.2 of the runtime client
// (https://github.com/aws/aws-lambda-nodejs-runtime-interface-client: src/ResponseStream.js, src/Runtime.js,
// src/UserFunction.js), and https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html

afterEach(() => TestLambda.stopAll());

const streaming = (statements: string, options = "") =>
  `exports.handler = awslambda.streamifyResponse(async (event, stream, context) => { ${statements} }${options});`;

function invokeStreaming(lambda: TestLambda, event: unknown = {}) {
  return lambda.lambda.invokeWithResponseStream(ADDRESS, ARN, JSON.stringify(event), TRACE);
}

test("an invocation with a response stream receives the bytes that the handler writes", async () => {
  const lambda = startLambda(
    streaming('stream.write("a"); stream.write(Buffer.from("b")); stream.end("c");'),
  );
  const { payload, outcome, requestId } = invokeStreaming(lambda);
  expect(await text(payload)).toBe("abc");
  expect(await outcome).toMatchObject({ isSuccess: true, requestId });
});

test("an invocation with a response stream receives the result of another handler as JSON", async () => {
  const lambda = startLambda("exports.handler = async (event) => ({ event });");
  const { payload, outcome } = invokeStreaming(lambda, { a: 1 });
  expect(JSON.parse(await text(payload))).toEqual({ event: { a: 1 } });
  expect(await outcome).toMatchObject({ isSuccess: true });
});

test("an invocation that waits for the whole result receives everything that the handler wrote", async () => {
  const lambda = startLambda(
    streaming('for (let i = 0; i < 100; i++) stream.write("x".repeat(50_000)); stream.end();'),
  );
  expect(await lambda.invoke()).toEqual({
    isSuccess: true,
    json: "x".repeat(5_000_000),
    requestId: expect.any(String),
  });
});

test("an invocation that waits for the whole result fails if the handler writes more than 6 MB", async () => {
  const lambda = startLambda(
    streaming(`stream.write("x".repeat(${LAMBDA_QUOTAS.payloadBytes})); stream.end(event.more);`),
  );
  expect(await lambda.failure({ more: "y" })).toMatchObject({ errorType: "Function.ResponseSizeTooLarge" });
  expect(await lambda.invoke({ more: "" })).toMatchObject({ isSuccess: true });
});

test("an error of a handler fails its stream, and is the outcome of the invocation", async () => {
  const lambda = startLambda(streaming('stream.write("a"); throw new TypeError("no");'));
  const { payload, outcome } = invokeStreaming(lambda);
  await expect(buffer(payload)).rejects.toThrow("TypeError: no");
  expect(await outcome).toMatchObject({ isSuccess: false, errorType: "TypeError", errorMessage: "no" });
  expect(lambda.lines.map(({ text: line }) => line).join()).toContain("TypeError");
});

test.each([
  ["a throttled function", { reservedConcurrency: 0 }, "TooManyRequestsException: Rate Exceeded."],
  ["a function that cannot be loaded", { handler: "none.handler" }, "Runtime.ImportModuleError: "],
])("the stream of %s fails", async (_, settings, message) => {
  const lambda = startLambda(streaming("stream.end();"), settings);
  const { payload, outcome } = invokeStreaming(lambda);
  await expect(buffer(payload)).rejects.toThrow(message);
  expect((await outcome).isSuccess).toBe(false);
});

test("the stream of a function that does not exist fails", async () => {
  const { lambda } = startLambda("");
  const { payload } = lambda.invokeWithResponseStream("aws_lambda_function.none", ARN, "{}", TRACE);
  await expect(buffer(payload)).rejects.toThrow("ResourceNotFoundException: Function not found");
});

test.each([
  [
    "is not async",
    "exports.handler = awslambda.streamifyResponse(() => {});",
    "Streaming does not support non-async handlers.",
  ],
  [
    "never continues and has written nothing",
    streaming("await new Promise(() => {});"),
    "a Promise that was never settled",
  ],
  ["returns without a write and without an end", streaming(""), "Response stream is not finished."],
  [
    "destroys its stream",
    streaming('stream.write("a"); stream.destroy();'),
    "Response stream is not finished.",
  ],
  [
    "sets the content type too late",
    streaming('stream.write("a"); stream.setContentType("b");'),
    "Cannot set content-type, too late.",
  ],
])("a handler that %s fails", async (_, code, message) => {
  expect((await startLambda(code).failure()).errorMessage).toContain(message);
});

test("a handler that has written and does not end its stream runs until its timeout", async () => {
  const lambda = startLambda(streaming('stream.write("a");'), { timeoutMs: 100 });
  expect(await lambda.failure()).toMatchObject({ errorType: "Sandbox.Timedout" });
});

test("the result of a streaming handler is ignored, with a warning", async () => {
  const lambda = startLambda(streaming('stream.end("a"); return "b";'));
  expect(await lambda.invoke()).toMatchObject({ isSuccess: true, json: "a" });
  expect(lambda.lines.map(({ text: line }) => line).join()).toContain(
    "Streaming handlers ignore return values.",
  );
});

test("the code after the end of the stream still runs", async () => {
  const lambda = startLambda(
    streaming(
      'stream.end("a"); await new Promise((resolve) => setTimeout(resolve, 5)); console.log("later");',
    ),
  );
  const { payload, outcome } = invokeStreaming(lambda);
  expect(await text(payload)).toBe("a");
  await outcome;
  expect(lambda.lines.at(-1)?.text).toContain("later");
});

test("an error after the end of the stream fails the invocation, and not the stream", async () => {
  const lambda = startLambda(streaming('stream.end("a"); throw new TypeError("late");'));
  const { payload, outcome } = invokeStreaming(lambda);
  expect(await text(payload)).toBe("a");
  expect(await outcome).toMatchObject({ isSuccess: false, errorType: "TypeError" });
});

test("the size of the buffer of a stream is 16 KB, or that of the options", async () => {
  const report = "stream.end(String(stream.writableHighWaterMark));";
  expect(await startLambda(streaming(report)).result()).toBe(16_384);
  expect(await startLambda(streaming(report, ", { highWaterMark: 100.5 }")).result()).toBe(100);
});

test("the context of a streaming handler has no legacy methods", async () => {
  const members = `["succeed", "fail", "done", "callbackWaitsForEmptyEventLoop"].filter((name) => name in context)`;
  const lambda = startLambda(streaming(`stream.end(JSON.stringify([${members}, context.awsRequestId]));`));
  expect(await lambda.result()).toEqual([["callbackWaitsForEmptyEventLoop"], expect.any(String)]);
});

test("an environment variable removes the global object awslambda", async () => {
  const code = "exports.handler = async () => typeof awslambda;";
  const environment = { AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA: "true" };
  expect(await startLambda(code).result()).toBe("object");
  expect(await startLambda(code, { environment }).result()).toBe("undefined");
});

test("a handler with another mark for streaming cannot be loaded", async () => {
  const code = `exports.handler = async () => {};
    exports.handler[Symbol.for("aws.lambda.runtime.handler.streaming")] = "request";`;
  expect(await startLambda(code).failure()).toMatchObject({
    errorType: "Runtime.MalformedStreamingHandler",
    errorMessage: "Only response streaming is supported.",
  });
});

test("a handler may reuse its buffer when write() has called back", async () => {
  const lambda = startLambda(
    streaming(`const shared = Buffer.alloc(40_000);
    for (const letter of "abc") {
      shared.fill(letter);
      await new Promise((resolve) => stream.write(shared, resolve));
    }
    stream.end();`),
  );
  const { payload } = invokeStreaming(lambda);
  expect(await text(payload)).toBe(["a", "b", "c"].map((letter) => letter.repeat(40_000)).join(""));
});

test("a reader that reads nothing stops the handler, and destroying its stream ends the one of the handler", async () => {
  const lambda = startLambda(
    streaming(`let accepted = 0;
    stream.on("error", ({ message }) => console.log(message, accepted < 1_000_000));
    for (;;) {
      accepted += 16_384;
      if (!stream.write(Buffer.alloc(16_384))) await require("node:events").once(stream, "drain");
    }`),
  );
  const { payload, outcome } = invokeStreaming(lambda);
  await once(payload, "readable");
  payload.destroy();
  expect(await outcome).toMatchObject({ isSuccess: true });
  expect(JSON.parse(lambda.lines[0]?.text ?? "{}")).toMatchObject({ message: "aborted true" });
});

test("a stream that is destroyed while its invocation waits is ended at the first write", async () => {
  const lambda = startLambda(
    streaming(`if (event.first) { await new Promise((resolve) => setTimeout(resolve, 50)); stream.end(); return; }
    stream.write("a"); await require("node:events").once(stream, "close").catch(() => {}); console.log("closed");`),
    {},
  );
  const first = invokeStreaming(lambda, { first: true });
  const second = invokeStreaming(lambda);
  second.payload.destroy();
  await text(first.payload);
  await lambda.waitForLines(1);
  expect(lambda.lines[0]?.text).toContain("closed");
});

test("a handler that waits for a stream that was closed completes, when nothing can continue it", async () => {
  const lambda = startLambda(
    streaming(`stream.write("a"); await new Promise((resolve) => stream.once("close", resolve));
    await new Promise(() => {});`),
  );
  const { payload, outcome } = invokeStreaming(lambda);
  await once(payload, "readable");
  payload.destroy();
  expect(await outcome).toMatchObject({ isSuccess: true });
  expect(lambda.lines).toEqual([]);
});

test("the error of a stream that was closed is no error of the function, and is not logged", async () => {
  const lambda = startLambda(
    streaming(`const { pipeline } = require("node:stream/promises");
    await pipeline(async function* () { while (true) yield Buffer.alloc(10_000); }, stream);`),
  );
  const { payload, outcome } = invokeStreaming(lambda);
  await once(payload, "readable");
  payload.destroy();
  expect(await outcome).toMatchObject({ isSuccess: true });
  expect(lambda.lines).toEqual([]);
});

test("another error after the stream was closed is logged", async () => {
  const lambda = startLambda(
    streaming(`stream.write("a"); await new Promise((resolve) => stream.once("close", resolve));
    throw new TypeError("no");`),
  );
  const { payload, outcome } = invokeStreaming(lambda);
  await once(payload, "readable");
  payload.destroy();
  expect(await outcome).toMatchObject({ isSuccess: false, errorType: "TypeError" });
  expect(lambda.lines.map(({ text: line }) => line).join()).toContain("TypeError");
});
