import { cli } from "./project";

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
