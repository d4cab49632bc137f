import { startLambda, TestLambda } from "./support";

/**
 * Prints the Node flags and module loaders that a function sees. A test runs this file with tsx, like the
 * CLI.
 */
async function main(): Promise<void> {
  const code = "exports.handler = async () => [process.execArgv, Object.keys(require.extensions)]";
  console.log(JSON.stringify(await startLambda(code).result()));
  await TestLambda.stopAll();
}

main();
