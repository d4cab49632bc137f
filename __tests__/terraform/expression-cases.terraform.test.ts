import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { withTerraformOnPath } from "../plan/has-terraform";
import { temporaryFolder } from "../support";
import { EXPRESSION_CASES, EXPRESSION_SCOPE } from "./expression-cases";

withTerraformOnPath("the cases of expressions", () => {
  test("the real terraform evaluates every expression to the same value", () => {
    const cwd = temporaryFolder();
    const output = Object.fromEntries(
      EXPRESSION_CASES.map(([expression], index) => [`case${index}`, { value: `\${${expression}}` }]),
    );
    writeFileSync(path.join(cwd, "main.tf.json"), JSON.stringify({ ...EXPRESSION_SCOPE, output }));
    const terraform = (...args: string[]) => execFileSync("terraform", args, { cwd, encoding: "utf8" });
    terraform("init", "-input=false");
    terraform("apply", "-auto-approve", "-input=false");
    const outputs: Record<string, { readonly value: unknown }> = JSON.parse(terraform("output", "-json"));
    const values = EXPRESSION_CASES.map(([expression], index) => [
      expression,
      outputs[`case${index}`]?.value,
    ]);
    expect(values).toEqual(EXPRESSION_CASES);
  });
});
