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
    expect(stdout).toMatch(/ GET \//);
  },
);

/** Starts an example on a free port, and passes the printed text to a callback. */
async function startExample(name: string, use: (output: string) => Promise<void> | void): Promise<void> {
  const args = [...nodeArguments(REPOSITORY), "start", "--port", "0", "--project", `examples/${name}`];
  const gateway = spawn(process.execPath, args, { env: environment({ CDKTF_OUTDIR: temporaryFolder() }) });
  try {
    let output = "";
    for await (const chunk of gateway.stdout.iterator({ destroyOnReturn: false })) {
      output += chunk;
      if (output.includes("DynamoDB at")) break;
    }
    await use(output);
  } finally {
    gateway.kill("SIGTERM");
  }
}

test("the example hello is served from the root of the repository", async () => {
  await startExample("hello", async (output) => {
    const [, url] = /^hello: \S+ at (\S+)$/m.exec(output) ?? [];
    const response = await fetch(`${url}/hello/ada`);
    expect([response.status, await response.json()]).toEqual([200, { message: "Hello, ada!" }]);
  });
});

test("the start of a project in another folder prints a token command for this project", async () => {
  await startExample("partner-api", (output) => {
    const command = "npx gatewright token partner-api --project examples/partner-api --scope shipments/read";
    expect(output).toContain(`get a token: ${command}\n`);
  });
});
