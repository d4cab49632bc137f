/** Calls a bundle's handler as often as it is told to, one request after the other. Run by Node itself, as in Lambda. */
const { context } = require("./context.cjs");

const [, , file] = process.argv;
const { handler } = require(file);

process.on("message", async ({ event, times }) => {
  // As in Lambda every request has an event of its own: middy writes to it.
  const events = Array.from({ length: times }, () => JSON.parse(event));
  const began = process.hrtime.bigint();
  let result;
  for (const each of events) result = await handler(each, context);
  const nanoseconds = Number(process.hrtime.bigint() - began);
  process.send({ result, microseconds: nanoseconds / 1000 / times });
});
