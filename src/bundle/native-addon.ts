import { closeSync, existsSync, openSync, readSync } from "node:fs";
import path from "node:path";
import type { Architecture } from "./bundle-settings";
import { listFiles } from "./copy-files";
import { findPackage, isInPackage, type PackageManifest, packageDir, readManifest } from "./package-manifest";

/** Names of an architecture: of Node's `process.arch`, in package names, and in the header of an ELF file. */
const CPUS = {
  arm64: { cpu: "arm64", inName: /(?:^|[^a-z0-9])(?:arm64|aarch64)(?:[^a-z0-9]|$)/, machine: 0xb7 },
  x86_64: { cpu: "x64", inName: /(?:^|[^a-z0-9])(?:x64|x86_64|amd64)(?:[^a-z0-9]|$)/, machine: 0x3e },
};

/** Package that downloads an addon during the installation. Its flags differ from those of `prebuild-install`. */
const DOWNLOADER = "@mapbox/node-pre-gyp";

/** Packages that load the native addon of the package that depends on them. */
const ADDON_LOADERS = ["bindings", "node-gyp-build", DOWNLOADER, "prebuild-install"];

/** Returns true if a package contains a native addon, or installs it as a package for each platform. */
function isNativeAddon(folder: string): boolean {
  const { dependencies = {}, optionalDependencies = {} } = readManifest(folder);
  return (
    ["binding.gyp", "prebuilds"].some((name) => existsSync(path.join(folder, name))) ||
    ADDON_LOADERS.some((name) => name in dependencies) ||
    Object.keys(optionalDependencies).some((name) => isPlatformName(name, "arm64"))
  );
}

/**
 * Returns an error for each package with a native addon whose code is in a bundle. Bundled code cannot find the addon.
 *
 * @param files paths of the files with code in the bundle, relative to `root`
 */
export function addonErrors(files: readonly string[], root: string): string[] {
  const folders = new Set(files.filter(isInPackage).map((file) => packageDir(path.resolve(root, file))));
  return [...folders].filter(isNativeAddon).map((folder) => {
    const { name = path.basename(folder) } = readManifest(folder);
    return `the package "${name}" has a native addon, which cannot be bundled. Add it to bundling.nodeModules, or to bundling.external if no code needs it.`;
  });
}

/** Returns true if the `package.json` of a package allows Linux with glibc and an architecture. */
export function supportsLinux({ os, cpu, libc }: PackageManifest, architecture: Architecture): boolean {
  return allows(os, "linux") && allows(cpu, CPUS[architecture].cpu) && allows(libc, "glibc");
}

/** @see https://docs.npmjs.com/cli/configuring-npm/package-json#os */
function allows(values: readonly string[] | undefined, value: string): boolean {
  if (values === undefined || values.length === 0) return true;
  if (values.includes(`!${value}`)) return false;
  return values.includes(value) || values.includes("any") || values.every((entry) => entry.startsWith("!"));
}

/**
 * Returns the error of a package whose installed files are not for Linux and an architecture, or `undefined`.
 *
 * @param folder folder of the package, without symbolic links
 */
export function platformError(folder: string, architecture: Architecture): string | undefined {
  const { name = path.basename(folder), dependencies = {}, optionalDependencies = {} } = readManifest(folder);
  const { cpu } = CPUS[architecture];
  const wrongFiles = `bundling.nodeModules contains "${name}", whose installed files are not for linux ${cpu} with glibc`;
  const platformPackages = Object.keys(optionalDependencies).filter((dependency) =>
    isPlatformName(dependency, architecture),
  );
  const isInstalled = (dependency: string) => {
    const installed = findPackage(folder, dependency);
    return installed !== undefined && supportsLinux(readManifest(installed), architecture);
  };
  if (platformPackages.length > 0 && !platformPackages.some(isInstalled))
    return `${wrongFiles}. Run: npm install --os=linux --cpu=${cpu} --libc=glibc ${name}`;
  const addons = listFiles(folder, (file) => file === "node_modules").filter((file) =>
    file.endsWith(".node"),
  );
  if (addons.some((file) => isLinuxAddon(file, architecture))) return undefined;
  if (addons.length === 0 && !existsSync(path.join(folder, "binding.gyp"))) return undefined;
  const prefix = DOWNLOADER in dependencies ? "npm_config_target_" : "npm_config_";
  const command = `${prefix}platform=linux ${prefix}arch=${cpu} npm rebuild ${name}`;
  return `${wrongFiles}. Run: ${command}. If the package compiles its addon, run npm ci on linux ${cpu}.`;
}

/** Returns true for the name of a package for Linux with glibc: `@img/sharp-linux-arm64`, `x-linux-arm64-gnu`. */
function isPlatformName(name: string, architecture: Architecture): boolean {
  return /linux(?!musl)/.test(name) && !name.includes("musl") && CPUS[architecture].inName.test(name);
}

/**
 * Returns true if the header of a file describes a library for Linux and an architecture. A path with `musl` contains a
 * library for another C library than the one in Lambda.
 * @see https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html
 */
function isLinuxAddon(file: string, architecture: Architecture): boolean {
  const header = Buffer.alloc(20);
  const descriptor = openSync(file, "r");
  readSync(descriptor, header, 0, header.length, 0);
  closeSync(descriptor);
  const isElf = header.toString("latin1", 0, 4) === "\x7fELF";
  return isElf && header.readUInt16LE(18) === CPUS[architecture].machine && !file.includes("musl");
}
