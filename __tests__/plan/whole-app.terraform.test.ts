import { App, AwsProvider, stubCode, type TerraformStack } from "#constructs";
import { withTerraform } from "#plan";
import { stackDir } from "#synth";
import { ProductsStack, stages } from "../../main";
import { temporaryFolder, testStack } from "../support";
import { declareEverything } from "./all-options";
import { withTerraformOnPath } from "./has-terraform";

function products(stage: keyof typeof stages): TerraformStack {
  const app = new App({ outdir: temporaryFolder() });
  stubCode(app);
  return new ProductsStack(app, `products-${stage}`, stages[stage]);
}

function everything(): TerraformStack {
  const stack = testStack();
  new AwsProvider(stack, "elsewhere", { alias: "elsewhere", region: "us-east-1" });
  declareEverything(stack);
  return stack;
}

/** The actions of a plan that are something to do. */
function actions(plan: string): readonly string[] {
  const { resource_changes = [], output_changes = {} } = JSON.parse(plan);
  const all = [...resource_changes.map(({ change }: Changed) => change), ...Object.values(output_changes)];
  return all.flatMap((change) => change.actions).filter((action) => action !== "no-op");
}

interface Changed {
  readonly change: { readonly actions: readonly string[] };
}

withTerraformOnPath("a stack of the whole application", () => {
  test.each([
    ["products-dev", () => products("dev")],
    ["products-prod", () => products("prod")],
    ["every construct with every option", everything],
  ])("%s is valid, is applied, has no changes then, and is destroyed", async (_, stack) => {
    const folder = stackDir(stack());
    await withTerraform([folder], async (terraform) => {
      await terraform.use(folder);
      await terraform.validate();
      await terraform.apply();
      expect(actions(await terraform.plan())).toEqual([]);
      await terraform.destroy();
    });
  });
});
