import { TestLambda, testLambda } from "./support";

afterEach(() => TestLambda.stopAll());

test.each([
  // On Node 24 also the loop that nothing ends but makeLoopsEndable().
  ["objects", "held.push(new Array(1000).fill({}))"],
  ["one array", "held.push(1)"],
  ["buffers", "held.push(Buffer.alloc(1e6).fill(1))"],
])(
  "a handler that takes memory without end, for %s, is ended, and the next call is served",
  async (_, take) => {
    const lambda = testLambda(
      `const held = [];
    exports.handler = async ({ good }) => {
      while (!good) ${take};
      return held.length;
    }`,
      { timeoutMs: 60_000 },
    );
    const { requestId, errorType, errorMessage } = await lambda.failure();
    expect(errorType).toBe("Runtime.ExitError");
    expect(errorMessage).toBe(`RequestId: ${requestId} Error: Runtime exited with error: signal: killed`);
    await expect(lambda.answer({ good: true })).resolves.toBe(0);
  },
);

test("a handler that takes memory without end, and waits between, is ended, and its neighbour is not", async () => {
  const lambda = testLambda(
    `
    const held = [];
    exports.handler = async ({ takes }) => {
      for (let i = 0; takes || i < 200; i++) {
        if (takes) held.push(Buffer.alloc(5e6).fill(1));
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      return "said";
    }`,
    { timeoutMs: 60_000 },
  );
  const [failure, answer] = await Promise.all([
    lambda.failure({ takes: true }),
    lambda.answer({ takes: false }),
  ]);
  expect(failure.errorMessage).toContain("signal: killed");
  expect(answer).toBe("said");
});
