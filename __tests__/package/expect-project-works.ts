import { spawnSync } from "node:child_process";
import type { UserProject } from "./user-project";

const HAS_TERRAFORM = spawnSync("terraform", ["version"]).status === 0;

/** Checks the types of a project and of its packages, and runs its tests. */
export function expectChecksToPass(project: UserProject): void {
  project.run("npm", "run", "check", "--", "--skipLibCheck", "false");
  project.run("npm", "test");
}

/** Synthesizes a project, and plans its first stack if Terraform is installed. */
export function expectTerraform(project: UserProject): void {
  expect(project.run("gatewright", "synth")).toMatch(/^my-api-dev {2}.*\(6 routes, 6 functions, /);
  if (HAS_TERRAFORM)
    expect(project.run("gatewright", "plan", "my-api-dev")).toMatch(/^my-api-dev: \d+ to create\n/);
}

/** Starts the local gateway of a project, sends requests, and edits a handler while the gateway runs. */
export async function expectGatewayToServe(project: UserProject): Promise<void> {
  const gateway = project.startGateway();
  const handler = "functions/health/get.ts";
  const source = project.read(handler);
  try {
    const url = await gateway.url();
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: "ok" });
    expect((await fetch(`${url}/products`)).status).toBe(401);
    const token = project.run("gatewright", "token", "--scope", "products/read").trim();
    const products = await fetch(`${url}/products`, { headers: { authorization: `Bearer ${token}` } });
    expect([products.status, await products.json()]).toEqual([200, { products: [] }]);
    project.edit(handler, "status: 200,", 'status: 200, headers: { "x-edited": "yes" },');
    await gateway.waitFor(/functions\/health\/get\.ts: rebuilt health in /);
    expect((await fetch(`${url}/health`)).headers.get("x-edited")).toBe("yes");
  } finally {
    await gateway.stop();
    project.write(handler, source);
  }
}
