/**
 * Loads a bundle, invokes its handler once, and prints the milliseconds that each took as JSON. This file is JavaScript,
 * because the process runs plain Node without a TypeScript loader, as Lambda does.
 */
// Lambda's runtime loads `node:http` before it loads a handler, so its load time does not count here:
// https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/client/rapid-client.ts
require("node:http");
const { context } = require("./context.cjs");

const [, , file, eventText] = process.argv;
const event = JSON.parse(eventText);

async function main() {
  const startedAt = process.hrtime.bigint();
  const { handler } = require(file);
  const loadedAt = process.hrtime.bigint();
  await handler(event, context);
  const returnedAt = process.hrtime.bigint();
  const times = { load: Number(loadedAt - startedAt) / 1e6, first: Number(returnedAt - loadedAt) / 1e6 };
  process.stdout.write(JSON.stringify(times));
}

main();
