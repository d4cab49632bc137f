import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { cli, environment } from "./project";

const PORT = "expected a whole number from 0 to 65535.";
const MINUTES = "expected a number of at least 1.";

test.each([
  ["start", "--port", "web", PORT],
  ["start", "--port", "-1", PORT],
  ["start", "--port", "65536", PORT],
  ["start", "--port", "80.5", PORT],
  ["start", "--port", "1e3", PORT],
  ["token", "--minutes", "x", MINUTES],
  ["token", "--minutes", "0", MINUTES],
  ["token", "--minutes", "0.001", MINUTES],
  ["token", "--minutes", "-5", MINUTES],
  ["token", "--minutes", "9".repeat(400), MINUTES],
])("the command %s rejects %s %j with the allowed numbers", (name, option, value, expected) => {
  expect(cli(process.cwd(), [name, option, value])).toEqual({
    status: 1,
    stdout: "",
    stderr: `${option} is "${value}"; ${expected}\nRun \`npx gatewright ${name} --help\` to list the options.\n`,
  });
});

test("the environment variable PORT is the default of --port", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const start = (PORT: string, ...args: string[]) =>
    cli(process.cwd(), ["start", "--dir", "nowhere", ...args], environment({ PORT })).stderr;
  expect(start(String(port))).toMatch(new RegExp(`^port ${port} of 127.0.0.1 is in use\\.`));
  expect(start("web")).toMatch(/^PORT is "web"; expected a whole number from 0 to 65535\.$/m);
  expect(start("web", "--port", "0")).toMatch(/^cannot read .*nowhere/);
  expect(start("", "--port", "x")).toMatch(/^--port is "x"; /);
  other.close();
});
