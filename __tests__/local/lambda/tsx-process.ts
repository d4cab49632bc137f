import { startLambda, TestLambda } from "./support";

/** Prints which flags and loaders of this process a function sees. A test starts this file with tsx, as the CLI is. */
async function main(): Promise<void> {
  const code = "exports.handler = async () => [process.execArgv, Object.keys(require.extensions)]";
  console.log(JSON.stringify(await startLambda(code).result()));
  await TestLambda.stopAll();
}

main();
