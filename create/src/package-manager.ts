/** Commands of a package manager. */
export interface PackageManager {
  readonly name: "npm" | "pnpm" | "yarn" | "bun";
  /** Command that installs the packages for the first time. */
  readonly install: string;
  /** Command that installs exactly the packages in the lock file, in a workflow in which only npm is installed. */
  readonly cleanInstall: string;
  /** Command like `cleanInstall` that runs no install scripts. */
  readonly cleanInstallWithoutScripts: string;
}

/**
 * Returns the package manager that runs this process.
 * @param userAgent environment variable `npm_config_user_agent`, such as `pnpm/10.8.0 npm/? node/v22.0.0 linux x64`
 */
export function detectPackageManager(userAgent = ""): PackageManager {
  const [, name = "", version = ""] = /^([a-z]+)\/(\d+(?:\.\d+)*)/.exec(userAgent) ?? [];
  if (name === "pnpm" || name === "bun") {
    return manager(name, `npx --yes ${name}@${version} install --frozen-lockfile`, "--ignore-scripts");
  }
  if (name !== "yarn") return manager("npm", "npm ci", "--ignore-scripts");
  return version.startsWith("1.")
    ? manager(name, `npx --yes yarn@${version} install --frozen-lockfile`, "--ignore-scripts")
    : manager(name, `npx --yes @yarnpkg/cli-dist@${version} install --immutable`, "--mode=skip-build");
}

function manager(name: PackageManager["name"], cleanInstall: string, noScripts: string): PackageManager {
  const cleanInstallWithoutScripts = `${cleanInstall} ${noScripts}`;
  return { name, install: `${name} install`, cleanInstall, cleanInstallWithoutScripts };
}

/** Returns the command that runs a script of the package.json: `npm start`, `npm run synth`, `pnpm synth`. */
export function scriptCommand({ name }: PackageManager, script: string): string {
  const isBuiltIn = script === "start" || script === "test";
  const needsRun = name === "bun" || (name === "npm" && !isBuiltIn);
  return [name, ...(needsRun ? ["run"] : []), script].join(" ");
}
