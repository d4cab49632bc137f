import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import path from "node:path";

/**
 * Scopes of the npm packages that Lambda's Node.js runtimes contain: the AWS SDK, and the packages that it consists of.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html#nodejs-sdk-included
 */
const SDK_SCOPES = ["@aws-sdk", "@smithy"];

/**
 * Creates a `node_modules` with links to the packages of the AWS SDK that a project has, so that code in any folder below
 * can import them as on AWS. Other packages of the project are not available, because Lambda does not have them either.
 *
 * @param folder existing folder
 * @param project absolute path of the project. Packages of its parent folders are linked too, as Node finds them
 */
export function linkSdk(folder: string, project: string): void {
  for (const scope of SDK_SCOPES) {
    const packages = findPackages(project, scope);
    if (packages.size === 0) continue;
    const target = path.join(folder, "node_modules", scope);
    mkdirSync(target, { recursive: true });
    for (const [name, source] of packages) symlinkSync(source, path.join(target, name), "junction");
  }
}

/** Returns the folders of the packages of a scope by their name. The nearest folder of a package has priority. */
function findPackages(folder: string, scope: string): ReadonlyMap<string, string> {
  const parent = path.dirname(folder);
  const packages = new Map(parent === folder ? [] : findPackages(parent, scope));
  const own = path.join(folder, "node_modules", scope);
  for (const name of listFolder(own)) packages.set(name, path.join(own, name));
  return packages;
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
