import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { temporaryFolder } from "../../support";
import { byAddress, createFunction, startLambda, TestLambda } from "./support";

afterEach(() => TestLambda.stopAll());

/** What a handler does, and the error type of its invocation. A successful invocation has none. */
const BEHAVIORS: Readonly<Record<string, readonly [code: string, errorType?: string]>> = {
  returns: [""],
  waits: ["await new Promise((resolve) => setTimeout(resolve, 4))"],
  "uses the CPU": ["for (const end = Date.now() + 4; Date.now() < end; );"],
  throws: ['throw new Error("thrown")', "Error"],
  exits: ["process.exit(1)", "Runtime.ExitError"],
  "never ends": ["for (;;);", "Sandbox.Timedout"],
};

/** Invocations that are sent together. Most are fast, so that the scheduler pipelines them. */
const burst = fc.record({
  behaviors: fc.array(
    fc.oneof(
      { weight: 12, arbitrary: fc.constant("returns") },
      { weight: 3, arbitrary: fc.constantFrom("waits", "uses the CPU", "throws") },
      { weight: 1, arbitrary: fc.constantFrom("exits", "never ends") },
    ),
    { minLength: 1, maxLength: 30 },
  ),
  isReplaced: fc.boolean(),
});

/** Returns the code of a handler that writes the number of its call to the file when it starts. */
function recordTo(file: string): string {
  const cases = Object.entries(BEHAVIORS).map(([name, [code]]) => `case "${name}": ${code}; break;`);
  return `const { appendFileSync } = require("node:fs");
    exports.handler = async ({ call, behavior }) => {
      appendFileSync(${JSON.stringify(file)}, call + "\\n");
      switch (behavior) { ${cases.join(" ")} }
      return call;
    };`;
}

test("each invocation runs once and has its own outcome, whatever the other invocations do", async () => {
  const property = fc.asyncProperty(fc.array(burst, { minLength: 1, maxLength: 3 }), async (bursts) => {
    const file = path.join(temporaryFolder(), "calls");
    const settings = { timeoutMs: 1000, reservedConcurrency: 30 };
    const lambda = startLambda(recordTo(file), settings);
    const calls = bursts.flatMap(({ behaviors }) => behaviors).map((behavior, call) => ({ behavior, call }));
    const unsent = [...calls];
    for (const { behaviors, isReplaced } of bursts) {
      const sent = unsent.splice(0, behaviors.length);
      const pending = sent.map((event) => lambda.invoke(event));
      if (isReplaced) lambda.lambda.replace(byAddress(createFunction(recordTo(file), settings)));
      const outcomes = await Promise.all(pending);
      expect(
        outcomes.map((outcome) => (outcome.isSuccess ? JSON.parse(outcome.json) : outcome.errorType)),
      ).toEqual(sent.map(({ behavior, call }) => BEHAVIORS[behavior]?.[1] ?? call));
    }
    const started = readFileSync(file, "utf8").trim().split("\n").map(Number);
    expect(started.sort((a, b) => a - b)).toEqual(calls.map(({ call }) => call));
    await TestLambda.stopAll();
  });
  await fc.assert(property, { numRuns: 10 });
}, 120_000);
