import path from "node:path";
import { checkPage, checkSource } from "../wording-rules";
import { createProject, readFiles } from "./create-command";

/** Texts that only projects with a certain option contain. */
const ONLY: Readonly<Record<string, RegExp>> = {
  cognito: /cognito|user ?pool|signInDomain|gatewright token/i,
  oidc: /JwtAuthorizer|OpenID|AUDIENCE/,
  iam: /IamAuthorizer|AWS_IAM|aws-sigv4/,
  cdktf: /cdktf(?!\.json|\.out)/i,
  cdktn: /cdktn/i,
  commonjs: /jest|swc|require\.main|commonjs|bundler/i,
  esm: /vitest|nodenext|stack\.js|"module"(?!:)/,
};

/** Texts of this repository that no project contains. */
const REPOSITORY =
  /gatewright-source|gatewright-products|products-(?:dev|prod)\b|\.ci\/run|vars\.DEPLOY|eu-central-1|bench|npx cdktf |sample|"(?:dev|prod)"/;

const AUTHORIZERS = ["cognito", "oidc", "iam"];
const COMBINATIONS = AUTHORIZERS.flatMap((authorizer) =>
  ["cdktf", "cdktn"].flatMap((cdk) =>
    ["commonjs", "esm"].map((modules) => [authorizer, cdk, modules] as const),
  ),
);

test.each(COMBINATIONS)(
  "a project with %s, %s and %s contains nothing of the other options",
  (...options) => {
    const [authorizer, cdk, modules] = options;
    const files = readFiles(
      createProject([
        ...["--region", "eu-west-1", "--stages", "test,live"],
        ...["--authorizer", authorizer, "--cdk", cdk, "--modules", modules],
      ]),
    );
    const text = Object.entries(files)
      .map(([file, content]) => `${file}\n${content}`)
      .join("\n");
    for (const [option, pattern] of Object.entries(ONLY)) {
      const isChosen = options.some((name) => name === option);
      expect({ option, line: lineOf(text, pattern) !== undefined }).toEqual({ option, line: isChosen });
    }
    expect(lineOf(text, REPOSITORY)).toBeUndefined();
    expect(/scopes/.test(text)).toBe(authorizer !== "iam");
  },
);

/** Returns the first line that a pattern matches. */
function lineOf(text: string, pattern: RegExp): string | undefined {
  return text.split("\n").find((line) => pattern.test(line));
}

test.each(COMBINATIONS)("the files of a project with %s, %s and %s use plain English", (...options) => {
  const [authorizer, cdk, modules] = options;
  const files = readFiles(createProject(["--authorizer", authorizer, "--cdk", cdk, "--modules", modules]));
  const errors = Object.entries(files).flatMap(([file, text]) => {
    const check = { ".ts": checkSource, ".md": checkPage }[path.extname(file)];
    return check?.(text).map(({ line, error }) => `${file}:${line}: ${error}`) ?? [];
  });
  expect(errors).toEqual([]);
});

test("a project has the default options if none are given", () => {
  const files = readFiles(createProject(["--yes"]));
  const explicit = createProject([
    ...["--region", "eu-central-1", "--stages", "dev,prod"],
    ...["--authorizer", "cognito", "--cdk", "cdktf", "--modules", "commonjs"],
  ]);
  expect(files).toEqual(readFiles(explicit));
  expect(Object.keys(files)).toEqual(
    expect.arrayContaining([
      ".github/workflows/plan.yml",
      ".gitignore",
      "__tests__/stack.test.ts",
      "main.ts",
    ]),
  );
  expect(files[".gitignore"]?.split("\n")).toEqual(expect.arrayContaining([".gatewright/", ".env.local"]));
});

test("the name of the folder is the name of the project, of the package and of the stacks", () => {
  const files = readFiles(createProject([]));
  expect(JSON.parse(files["package.json"] ?? "").name).toBe("shop");
  expect(JSON.parse(files["cdktf.json"] ?? "")).toMatchObject({
    projectId: "shop",
    app: "node --require tsx/cjs main.ts",
  });
  expect(files["main.ts"]).toContain("`shop-${name}`");
  expect(files[".github/workflows/deploy.yml"]).toContain("cdktf.out/stacks/shop-prod");
});

test("a stage whose name starts with prod has the settings of production, and the others do not", () => {
  const main = readFiles(createProject(["--stages", "prod-eu,test,prod-us"]))["main.ts"] ?? "";
  const [, stages = ""] = /export const stages = \{\n([\s\S]*?)\n\} satisfies/.exec(main) ?? [];
  expect(stages.match(/^ {2}\S+: \{|deletionProtection: \w+/gm)).toEqual([
    '  "prod-eu": {',
    "deletionProtection: true",
    "  test: {",
    "deletionProtection: false",
    '  "prod-us": {',
    "deletionProtection: true",
  ]);
  expect(stages).toContain('signInDomain: "shop-prod-us"');
});

test("the last stage has the settings of production if no name starts with prod", () => {
  const workflow = readFiles(createProject(["--stages", "test,live"]))[".github/workflows/plan.yml"];
  expect(workflow).toContain("stack: [shop-live]");
});
