import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { Testing } from "gatewright";
import { Stack } from "#terraform";
import { withTerraformOnPath } from "../plan/has-terraform";
import { temporaryFolder, testStack } from "../support";
import { declareTexts, EXPECTED, toTexts, VALUE } from "./literal-texts";

withTerraformOnPath("random texts in an environment and in a joined list", () => {
  test("the real terraform evaluates them to the texts that were written", () => {
    const stack = testStack();
    declareTexts(stack);
    const { configuration } = Stack.parse(Testing.synth(stack));
    const { resource, variable } = configuration;
    const [fn] = Object.values(resource.aws_lambda_function ?? {});
    const output = { environment: { value: fn?.environment }, layers: { value: fn?.layers } };
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, "main.tf.json"), JSON.stringify({ variable, output }));
    const env = { ...process.env, TF_VAR_v: VALUE };
    const terraform = (...args: string[]) => execFileSync("terraform", args, { cwd, env, encoding: "utf8" });
    terraform("init", "-input=false");
    terraform("apply", "-auto-approve", "-input=false");
    const outputs = JSON.parse(terraform("output", "-json"));
    const { variables } = outputs.environment.value;
    expect(EXPECTED.map((_, index) => String(variables[`V${index}`]))).toEqual(EXPECTED);
    expect(toTexts(outputs.layers.value)).toEqual(EXPECTED);
  });
});
