/**
 * Loads a bundle, invokes its handler once, and prints the duration of both steps in milliseconds, as JSON.
 * The file is JavaScript, because the process runs Node without a TypeScript loader, as Lambda does.
 */
// Load `node:http` before the measurement, because the Lambda runtime also loads it before the handler:
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
