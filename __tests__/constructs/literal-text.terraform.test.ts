import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { Testing } from "gatewright";
import { Stack } from "#terraform";
import { withTerraformOnPath } from "../plan/has-terraform";
import { temporaryFolder, testStack } from "../support";
import { declareTexts, EXPECTED, VALUE } from "./literal-texts";

withTerraformOnPath("random texts in an environment", () => {
  test("the real terraform evaluates them to the texts that were written", () => {
    const stack = testStack();
    declareTexts(stack);
    const { configuration } = Stack.parse(Testing.synth(stack));
    const { resource, variable } = configuration;
    const environment = resource.aws_lambda_function?.fn?.environment as { readonly variables: object };
    const output = { texts: { value: environment.variables } };
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, "main.tf.json"), JSON.stringify({ variable, output }));
    const env = { ...process.env, TF_VAR_v: VALUE };
    const terraform = (...args: string[]) => execFileSync("terraform", args, { cwd, env, encoding: "utf8" });
    terraform("init", "-input=false");
    terraform("apply", "-auto-approve", "-input=false");
    expect(JSON.parse(terraform("output", "-json")).texts.value).toEqual(EXPECTED);
  });
});
