import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { WebSocket } from "ws";
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

/** Application with a WebSocket API, whose clients need a token of a user pool. */
const SOCKETS = {
  "main.ts": `import { App, AwsProvider, NodejsFunction, TerraformStack, UserPool, WebSocketApi } from "gatewright";

App.run((app) => {
  const stack = new TerraformStack(app, "sockets");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const users = new UserPool(stack, "users");
  users.addSrpClient("web");
  const chat = new WebSocketApi(stack, "chat", { authorizer: users.webSocketAuthorizer() });
  const connect = new NodejsFunction(stack, "connect", { entry: "connect.ts" });
  chat.route("$connect", connect);
  chat.route("$default", connect, { twoWay: true });
});
`,
  "connect.ts": `export const handler = async ({ requestContext }: { requestContext: { authorizer: { sub: string } } }) => {
  return { statusCode: 200, body: requestContext.authorizer.sub };
};
`,
};

/**
 * Serves a WebSocket API, and connects with a token. The function that verifies the token is a file of the installed
 * package. The gateway builds it, and then runs its zip.
 */
export async function expectTokensOfSocketsToWork(project: UserProject): Promise<void> {
  for (const [name, content] of Object.entries(SOCKETS)) project.write(`sockets/${name}`, content);
  project.write("sockets/cdktf.json", project.read("cdktf.json"));
  project.run("gatewright", "synth", "--project", "sockets");
  const [record = ""] = project.list("sockets/cdktf.out/stacks/sockets/assets", /^users_.*\.json$/);
  // The zip has 11 KB, because esbuild tree-shakes the ES modules of jose.
  expect(JSON.parse(project.read(record)).zipSize).toBeLessThan(12_000);
  const token = project.run("gatewright", "token", "--project", "sockets", "--sub", "ann").trim();
  for (const folder of [
    ["--project", "sockets"],
    ["--project", "sockets", "--dir", "sockets/cdktf.out/stacks/sockets"],
  ]) {
    const gateway = project.startGateway(...folder);
    try {
      const [, url = ""] = await gateway.waitFor(/ at (ws:\/\/localhost:\d+\/live)\n[\s\S]*DynamoDB at .*\n/);
      const socket = new WebSocket(`${url}?token=${token}`);
      await once(socket, "open");
      socket.send("hello");
      expect(String((await once(socket, "message"))[0])).toBe("ann");
      socket.close();
      const rejected = new WebSocket(`${url}?token=${token}x`);
      const [, response] = await once(
        rejected.on("error", () => {}),
        "unexpected-response",
      );
      expect(response.statusCode).toBe(401);
    } finally {
      await gateway.stop();
    }
  }
}
