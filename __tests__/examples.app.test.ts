import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { cli, environment, nodeArguments } from "./cli/project";
import { temporaryFolder } from "./support";

const REPOSITORY = process.cwd();

test.each(readdirSync("examples"))(
  "the example %s is synthesized from the root of the repository",
  (name) => {
    const env = environment({ CDKTF_OUTDIR: temporaryFolder() });
    const { status, stdout, stderr } = cli(REPOSITORY, ["synth", "--project", `examples/${name}`], env);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^ +GET \//m);
  },
);

test("the example hello is served from the root of the repository", async () => {
  const args = [...nodeArguments(REPOSITORY), "start", "--port", "0", "--project", "examples/hello"];
  const gateway = spawn(process.execPath, args, { env: environment({ CDKTF_OUTDIR: temporaryFolder() }) });
  try {
    let output = "";
    for await (const chunk of gateway.stdout.iterator({ destroyOnReturn: false })) {
      output += chunk;
      if (output.includes("DynamoDB at")) break;
    }
    const [, url] = /^hello: \S+ at (\S+)$/m.exec(output) ?? [];
    const response = await fetch(`${url}/hello/ada`);
    expect([response.status, await response.json()]).toEqual([200, { message: "Hello, ada!" }]);
  } finally {
    gateway.kill("SIGTERM");
  }
});
