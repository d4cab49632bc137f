import { readFileSync } from "node:fs";
import { cli } from "./project";

const PAGE = readFileSync("docs/cli.md", "utf8");

/**
 * Line of a help text that describes an argument or an option: its name, at least two spaces, its meaning.
 */
const OPTION_LINE = /^ {2}(?:--)?[a-z]\S*(?: [A-Z]+)? {2,}\S.*\.$/;

test.each(["start", "token", "synth", "plan"])("docs/cli.md has the exact help text of %s", (name) => {
  const { status, stdout, stderr } = cli(process.cwd(), [name, "--help"]);
  expect([status, stderr]).toEqual([0, ""]);
  expect(PAGE).toContain(`\`\`\`text\n${stdout}\`\`\`\n`);
  const options = stdout.split("\n").filter((line) => /^ {2}\S/.test(line));
  expect(options.length).toBeGreaterThan(0);
  expect(options.filter((line) => !OPTION_LINE.test(line))).toEqual([]);
});

test("docs/cli.md has no other help texts", () => {
  expect(PAGE.match(/^Usage:/gm)).toHaveLength(4);
});

test.each(["start", "token", "plan"])(
  "the help text of %s lists every option that the command parses",
  (name) => {
    const source = readFileSync(`src/cli/${name}.ts`, "utf8");
    const parsed = [...source.matchAll(/^ +(\w+): \{ type: "(?:string|boolean)"/gm)].map(
      ([, option]) => option,
    );
    const { stdout } = cli(process.cwd(), [name, "--help"]);
    const listed = [...stdout.matchAll(/^ {2}--(\w+)/gm)].map(([, option]) => option);
    expect(listed.sort()).toEqual([...parsed, "help"].sort());
  },
);
