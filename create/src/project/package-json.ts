import type { Choices } from "../choices";
import type { Versions } from "./template";

/** Packages of every project that are needed to synthesize and to run it. */
const DEPENDENCIES = ["@aws-sdk/client-dynamodb", "@aws-sdk/lib-dynamodb", "gatewright", "tsx", "zod"];

/** Packages for tests and type checks, by the kind of modules. */
const DEV_DEPENDENCIES: Readonly<Record<Choices["modules"], readonly string[]>> = {
  commonjs: ["@swc/core", "@swc/jest", "@types/jest", "@types/node", "jest", "typescript"],
  esm: ["@types/node", "typescript", "vitest"],
};

/** Packages that declare constructs for Terraform. */
const CDK_DEPENDENCIES: Readonly<Record<Choices["cdk"], readonly string[]>> = {
  cdktf: ["@cdktf/provider-aws", "cdktf", "constructs"],
  cdktn: ["@cdktn/provider-aws", "cdktn", "constructs"],
};

/** Versions of packages that Gatewright's repository does not use. */
const OTHER_VERSIONS: Readonly<Record<string, string>> = {
  "@cdktn/provider-aws": "25.7.0",
  cdktn: "0.24.0",
  vitest: "4.1.12",
};

/** Newest version of the package `constructs` that `cdktn` 0.24 supports. */
const CONSTRUCTS_OF_CDKTN = "10.7.0";

/** Returns the package of the CDK's command line, with its version. A project does not install this package. */
export function cdkCli({ packages }: Versions, { cdk }: Choices): string {
  return `${cdk}-cli@${cdk === "cdktf" ? packages["cdktf-cli"] : OTHER_VERSIONS.cdktn}`;
}

/** Minimum version of Node. `@cdktn/provider-aws` requires Node 22.11. */
const NODE: Readonly<Record<Choices["cdk"], string>> = { cdktf: ">=20.19.0", cdktn: ">=22.11.0" };

/** Returns the names of all packages that a project can depend on. */
export function packageNames(): string[] {
  const lists = [...Object.values(CDK_DEPENDENCIES), ...Object.values(DEV_DEPENDENCIES)];
  return [...DEPENDENCIES, ...lists.flat()];
}

/** Returns the text of package.json. All versions are exact. */
export function packageJson(versions: Versions, { name, authorizer, cdk, modules }: Choices): string {
  const hasJest = modules === "commonjs";
  const manifest = {
    name,
    version: "0.1.0",
    private: true,
    type: hasJest ? "commonjs" : "module",
    engines: { node: NODE[cdk] },
    scripts: {
      start: "gatewright start",
      synth: "gatewright synth",
      invoke: "gatewright invoke",
      plan: "gatewright plan",
      // Only a stack with a user pool has a local issuer of tokens.
      ...(authorizer === "cognito" && { token: "gatewright token" }),
      check: "tsc --noEmit",
      test: hasJest ? "jest" : "vitest run",
    },
    dependencies: selectVersions([...DEPENDENCIES, ...CDK_DEPENDENCIES[cdk]], versions, cdk),
    devDependencies: selectVersions(DEV_DEPENDENCIES[modules], versions, cdk),
    // The overrides are for indirect dependencies of Jest.
    ...(hasJest && { overrides: versions.overrides }),
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

function selectVersions(
  names: readonly string[],
  { packages }: Versions,
  cdk: Choices["cdk"],
): Record<string, string> {
  return Object.fromEntries(
    [...names].sort().map((name) => {
      const version =
        name === "constructs" && cdk === "cdktn"
          ? CONSTRUCTS_OF_CDKTN
          : (packages[name] ?? OTHER_VERSIONS[name]);
      if (version === undefined) throw new Error(`package.json of Gatewright has no version of ${name}`);
      return [name, version];
    }),
  );
}
