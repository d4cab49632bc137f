import { startLambda, TestLambda } from "./support";

afterEach(() => TestLambda.stopAll());

test.each([
  // Node 24 can terminate this loop only because support.ts calls disableLoopUnrolling().
  ["objects", "held.push(new Array(1000).fill({}))"],
  ["one array", "held.push(1)"],
  ["buffers", "held.push(Buffer.alloc(1e6).fill(1))"],
])(
  "a handler that allocates %s without end is terminated, and the next invocation succeeds",
  async (_, allocate) => {
    const lambda = startLambda(
      `const held = [];
    exports.handler = async ({ good }) => {
      while (!good) ${allocate};
      return held.length;
    }`,
      { timeoutMs: 60_000 },
    );
    const { requestId, errorType, errorMessage } = await lambda.failure();
    expect(errorType).toBe("Runtime.ExitError");
    expect(errorMessage).toBe(`RequestId: ${requestId} Error: Runtime exited with error: signal: killed`);
    await expect(lambda.result({ good: true })).resolves.toBe(0);
  },
);

test("only the worker whose handler allocates memory without end is terminated, even if the handler pauses", async () => {
  const lambda = startLambda(
    `
    const held = [];
    exports.handler = async ({ allocates }) => {
      for (let i = 0; allocates || i < 200; i++) {
        if (allocates) held.push(Buffer.alloc(5e6).fill(1));
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      return "done";
    }`,
    { timeoutMs: 60_000 },
  );
  const [failure, result] = await Promise.all([
    lambda.failure({ allocates: true }),
    lambda.result({ allocates: false }),
  ]);
  expect(failure.errorMessage).toContain("signal: killed");
  expect(result).toBe("done");
});
