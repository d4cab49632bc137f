import { unzipSync } from "fflate";
import { type Architecture, bundle, resolveBundleSettings } from "#bundle";
import { createProject, type ProjectFiles } from "../project";

/** Returns the start of an addon: an ELF header for the architecture, or the header of macOS. */
function addon(platform: "arm64" | "x64" | "darwin"): Buffer {
  const header = Buffer.alloc(64);
  if (platform === "darwin") header.writeUInt32LE(0xfeedfacf);
  else header.write("\x7fELF\x02\x01\x01", "latin1");
  header.writeUInt16LE(platform === "arm64" ? 0xb7 : 0x3e, 18);
  return header;
}

const manifest = (fields: object) => JSON.stringify(fields);
const entry = { "a.ts": 'import run from "native"; export const handler = () => run;' };

/** Package that installs its addon as one package for each platform, as sharp does. */
function withPlatformPackages(...installed: readonly string[]): ProjectFiles {
  const names = ["darwin-arm64", "linux-arm64", "linux-x64", "linuxmusl-arm64", "linuxmusl-x64"];
  const platforms = installed.flatMap((name) => {
    const [os = "", cpu = ""] = name.split("-");
    const fields = {
      os: [os.replace("musl", "")],
      cpu: [cpu],
      libc: [os.includes("musl") ? "musl" : "glibc"],
    };
    return [
      [`node_modules/@s/native-${name}/package.json`, manifest({ name: `@s/native-${name}`, ...fields })],
      [`node_modules/@s/native-${name}/readme.txt`, name],
    ];
  });
  return {
    ...entry,
    "node_modules/native/package.json": manifest({
      name: "native",
      optionalDependencies: Object.fromEntries(names.map((name) => [`@s/native-${name}`, "1"])),
    }),
    "node_modules/native/index.js": "module.exports = 1;",
    ...Object.fromEntries(platforms),
  };
}

/** Package with addons in its own folder. */
function withAddons(files: ProjectFiles, fields: object = {}): ProjectFiles {
  return {
    ...entry,
    "node_modules/native/package.json": manifest({ name: "native", ...fields }),
    "node_modules/native/index.js": "module.exports = 1;",
    ...Object.fromEntries(Object.entries(files).map(([file, text]) => [`node_modules/native/${file}`, text])),
  };
}

function listPackages(files: ProjectFiles, architecture: Architecture): string[] {
  const settings = resolveBundleSettings({ nodeModules: ["native"] }, architecture);
  const [built] = bundle([{ entry: "a.ts", target: "node22", settings }], createProject(files)).values();
  const names = Object.keys(unzipSync(built?.zip ?? new Uint8Array()));
  return [...new Set(names.flatMap((name) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(name)?.[1] ?? []))];
}

test.each<[string, ProjectFiles, Architecture, string[]]>([
  [
    "the package of arm64",
    withPlatformPackages("linux-arm64", "darwin-arm64"),
    "arm64",
    ["@s/native-linux-arm64", "native"],
  ],
  [
    "the package of x86_64",
    withPlatformPackages("linux-arm64", "linux-x64"),
    "x86_64",
    ["@s/native-linux-x64", "native"],
  ],
  [
    "not the package for musl",
    withPlatformPackages("linux-x64", "linuxmusl-x64"),
    "x86_64",
    ["@s/native-linux-x64", "native"],
  ],
  [
    "an addon in a folder of prebuilds",
    withAddons({
      "prebuilds/linux-arm64/x.node": addon("arm64"),
      "prebuilds/darwin/x.node": addon("darwin"),
    }),
    "arm64",
    ["native"],
  ],
  [
    "a compiled addon",
    withAddons({ "binding.gyp": "{}", "build/Release/x.node": addon("x64") }),
    "x86_64",
    ["native"],
  ],
  [
    "a package without an addon",
    withAddons({}, { optionalDependencies: { fsevents: "2" } }),
    "arm64",
    ["native"],
  ],
])("the zip contains %s", (_, files, architecture, names) => {
  expect(listPackages(files, architecture)).toEqual(names);
});

const WRONG = 'entry "a.ts": bundling.nodeModules contains "native", whose installed files are not for linux';

test.each<[string, ProjectFiles, Architecture, string]>([
  [
    "another operating system",
    withPlatformPackages("darwin-arm64"),
    "arm64",
    `${WRONG} arm64 with glibc. Run: npm install --os=linux --cpu=arm64 --libc=glibc native`,
  ],
  [
    "another architecture",
    withPlatformPackages("linux-x64"),
    "arm64",
    `${WRONG} arm64 with glibc. Run: npm install --os=linux --cpu=arm64 --libc=glibc native`,
  ],
  [
    "another C library",
    withPlatformPackages("linuxmusl-x64"),
    "x86_64",
    `${WRONG} x64 with glibc. Run: npm install --os=linux --cpu=x64 --libc=glibc native`,
  ],
  [
    "another architecture, in an addon",
    withAddons({ "build/Release/x.node": addon("x64") }),
    "arm64",
    `${WRONG} arm64 with glibc. Run: npm_config_platform=linux npm_config_arch=arm64 npm rebuild native.`,
  ],
  [
    "another operating system, in an addon",
    withAddons({ "build/Release/x.node": addon("darwin") }),
    "x86_64",
    `${WRONG} x64 with glibc. Run: npm_config_platform=linux npm_config_arch=x64 npm rebuild native.`,
  ],
  [
    "musl, in a folder of prebuilds",
    withAddons({ "prebuilds/linux-x64/x.musl.node": addon("x64") }),
    "x86_64",
    WRONG,
  ],
  ["no platform, because the addon is not compiled", withAddons({ "binding.gyp": "{}" }), "x86_64", WRONG],
  [
    "another downloader",
    withAddons({ "lib/x.node": addon("x64") }, { dependencies: { "@mapbox/node-pre-gyp": "1" } }),
    "arm64",
    "npm_config_target_platform=linux npm_config_target_arch=arm64 npm rebuild native",
  ],
  [
    "a platform that the package names",
    withAddons({}, { os: ["darwin"] }),
    "arm64",
    'bundling.nodeModules contains "native", which is a package for another platform. Remove it.',
  ],
  [
    "a missing package",
    entry,
    "arm64",
    'bundling.nodeModules contains "native", which is not installed. Run: npm install native',
  ],
])("a package for %s is an error", (_, files, architecture, error) => {
  expect(() => listPackages(files, architecture)).toThrow(error);
});
