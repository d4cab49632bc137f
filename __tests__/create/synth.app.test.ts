import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { listRoutes, readStacks, resolveStack } from "../../src/terraform";
import { createProject, linkPackages } from "./create-command";

test.each([
  ["cognito", "commonjs", "JWT users: scope products/read"],
  ["oidc", "commonjs", "JWT users: scope products/read"],
  ["iam", "esm", "IAM (SigV4)"],
])("a project with the authorizer %s and %s modules can be synthesized", (authorizer, modules, access) => {
  const project = createProject(["--authorizer", authorizer, "--modules", modules]);
  linkPackages(project);
  const { app } = JSON.parse(readFileSync(path.join(project, "cdktf.json"), "utf8"));
  const [, ...appArguments] = app.split(" ");
  const args = ["--conditions=gatewright-source", ...appArguments];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: project, encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
  const stacks = readStacks(path.join(project, "cdktf.out"));
  expect(stacks.map(({ name }) => name)).toEqual(["shop-dev", "shop-prod"]);
  for (const stack of stacks) {
    const routes = listRoutes(resolveStack(stack));
    expect(routes).toHaveLength(6);
    expect(routes.find(({ key }) => key === "GET /products")?.access).toBe(access);
  }
});
