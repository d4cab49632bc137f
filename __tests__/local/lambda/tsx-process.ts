import { TestLambda, testLambda } from "./support";

/** Started by a test as the gateway is: writes what a function sees of this process. */
async function main(): Promise<void> {
  const code = "exports.handler = async () => [process.execArgv, Object.keys(require.extensions)]";
  console.log(JSON.stringify(await testLambda(code).answer()));
  await TestLambda.stopAll();
}

main();
