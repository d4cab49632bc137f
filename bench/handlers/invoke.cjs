/**
 * Child process that loads a bundle. The parent process sends an event and a number, and the child process
 * invokes the handler that many times, one invocation after the other. The file is JavaScript, because the
 * process runs Node without a TypeScript loader, as Lambda does.
 */
const { context } = require("./context.cjs");

const [, , file] = process.argv;
const { handler } = require(file);

process.on("message", async ({ event, count }) => {
  // Every invocation gets a new event object, as on Lambda. middy modifies its event, so a shared object
  // would differ from the second invocation on.
  const events = Array.from({ length: count }, () => JSON.parse(event));
  const startedAt = process.hrtime.bigint();
  let result;
  for (const nextEvent of events) result = await handler(nextEvent, context);
  const nanoseconds = Number(process.hrtime.bigint() - startedAt);
  process.send({ result, microseconds: nanoseconds / 1000 / count });
});
