/** Loads a bundle and makes one request; writes how many milliseconds each took. Run by Node itself, as in Lambda. */
// Lambda's runtime has it before it loads a handler, so that it costs none:
// https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/client/rapid-client.ts
require("node:http");
const { context } = require("./context.cjs");

const [, , file, eventText] = process.argv;
const event = JSON.parse(eventText);

async function main() {
  const began = process.hrtime.bigint();
  const { handler } = require(file);
  const loaded = process.hrtime.bigint();
  await handler(event, context);
  const answered = process.hrtime.bigint();
  const figures = { load: Number(loaded - began) / 1e6, first: Number(answered - loaded) / 1e6 };
  process.stdout.write(JSON.stringify(figures));
}

main();
