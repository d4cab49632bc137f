/**
 * Child process that loads a bundle. The parent process sends an event and a number, and the child process
 * invokes the handler that many times, one invocation after the other. The file is JavaScript, because the
 * process runs Node without a TypeScript loader, as Lambda does.
 */
const { context } = require("./context.cjs");

const [, , file] = process.argv;
const { handler } = require(file);

process.on("message", async ({ event, count }) => {
  let nanoseconds = 0n;
  let result;
  for (let invocation = 0; invocation < count; invocation++) {
    // Every invocation gets a new event object, because middy modifies its event. The event is parsed right before its
    // invocation: Lambda also has only one event in memory. If all events were parsed first, garbage collection would
    // copy them during the measurement.
    const nextEvent = JSON.parse(event);
    const startedAt = process.hrtime.bigint();
    result = await handler(nextEvent, context);
    nanoseconds += process.hrtime.bigint() - startedAt;
  }
  process.send({ result, microseconds: Number(nanoseconds) / 1000 / count });
});
