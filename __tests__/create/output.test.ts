import { readFileSync } from "node:fs";
import { TemplateText } from "../../create/src/project/template";
import { temporaryFolder } from "../support";
import { createProject, readFiles, runCreate } from "./create-command";

function manifest(file: string) {
  return JSON.parse(readFileSync(file, "utf8"));
}

test.each([
  ["npm/11.0.0 node/v22.0.0", "npm install", "npm start", "npm ci"],
  [
    "pnpm/10.8.0 npm/? node/v22.0.0",
    "pnpm install",
    "pnpm start",
    "npx --yes pnpm@10.8.0 install --frozen-lockfile",
  ],
  [
    "yarn/1.22.22 npm/? node/v22.0.0",
    "yarn install",
    "yarn start",
    "npx --yes yarn@1.22.22 install --frozen-lockfile",
  ],
  [
    "yarn/4.9.1 npm/? node/v22.0.0",
    "yarn install",
    "yarn start",
    "npx --yes @yarnpkg/cli-dist@4.9.1 install --immutable",
  ],
  [
    "bun/1.2.0 npm/? node/v22.0.0",
    "bun install",
    "bun run start",
    "npx --yes bun@1.2.0 install --frozen-lockfile",
  ],
])(
  "the printed commands and the workflows use the package manager %s",
  (agent, install, start, cleanInstall) => {
    const { stdout } = runCreate(temporaryFolder(), ["shop"], agent);
    expect(stdout).toMatch(/^ {2}cd shop +# changes to the project folder$/m);
    expect(stdout).toContain(`  ${install} `);
    expect(stdout).toContain(`  ${start} `);
    const files = readFiles(createProject([], agent));
    expect(files["README.md"]).toContain(`| \`${install}\` |`);
    expect(files[".github/workflows/check.yml"]).toContain(`      - run: ${cleanInstall}\n`);
  },
);

test("create-gatewright has the version, the license and the Node versions of gatewright", () => {
  const { version, license, engines } = manifest("package.json");
  expect(manifest("create/package.json")).toMatchObject({ version, license, engines });
  expect(runCreate(temporaryFolder(), ["--version"]).stdout).toBe(`${version}\n`);
});

test("the help text lists every option and fits into 120 columns", () => {
  const { status, stdout } = runCreate(temporaryFolder(), ["--help"]);
  expect(status).toBe(0);
  expect(stdout.match(/^ {2}(--\w+|DIR)/gm)).toHaveLength(9);
  expect(stdout.split("\n").filter((line) => line.length > 120)).toEqual([]);
});

test("the README of a project with IAM has the credentials of the local gateway", () => {
  const text = readFiles(createProject(["--authorizer", "iam"]))["README.md"] ?? "";
  const [, key = "", secret = ""] = /^CREDENTIALS=([^:]+):(.*)$/m.exec(text) ?? [];
  expect(key).toMatch(/^AKIA/);
  const page = readFileSync("docs/local.md", "utf8");
  expect(page).toContain(`access key \`${key}\``);
  expect(page).toContain(`secret key \`${secret}\``);
});

test("all versions in a package.json are exact, and those of the repository are used", () => {
  const { dependencies, devDependencies } = JSON.parse(readFiles(createProject([]))["package.json"] ?? "");
  const { version, ...own } = manifest("package.json");
  const packages: Record<string, string> = { ...dependencies, ...devDependencies };
  expect(Object.values(packages).filter((text) => !/^\d+\.\d+\.\d+$/.test(text))).toEqual([]);
  const { gatewright, ...others } = packages;
  expect(gatewright).toBe(version);
  expect({ ...own.dependencies, ...own.devDependencies }).toMatchObject(others);
});

test("a change of a template fails if the text does not occur exactly once", () => {
  const text = new TemplateText("main.ts", "a b a");
  expect(text.replace("b", "$1").text).toBe("a $1 a");
  expect(() => text.replace("a", "c")).toThrow("main.ts: a occurs 2 times; expected 1 time");
  expect(() => text.remove("d")).toThrow("main.ts: d occurs 0 times; expected 1 time");
  expect(() => text.replaceAll(/d/, "")).toThrow("main.ts: /d/ does not occur");
});
