import { writeFileSync } from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import {
  type Bundle,
  BundleError,
  type BundlingOptions,
  bundle,
  bundleConcurrently,
  bundleKey,
  type DevBundle,
  DevBundler,
  resolveBundleSettings,
} from "#bundle";
import { createFunction, TestLambda } from "../../local/lambda/support";
import { temporaryFolder } from "../../support";
import { createProject, write } from "../project";
import { MISSING_OPTIONS, OPTION_CASES } from "./option-cases";

const requestOf = (bundling?: BundlingOptions) => {
  return { entry: "a.ts", target: "node22", settings: resolveBundleSettings(bundling) };
};

function build(root: string, bundling: BundlingOptions, cacheDir?: string): Bundle {
  const request = requestOf(bundling);
  return bundle([request], root, { cacheDir }).get(bundleKey(request)) as Bundle;
}

async function buildDev(root: string, bundling?: BundlingOptions): Promise<DevBundle | BundleError> {
  const request = requestOf(bundling);
  const bundler = new DevBundler(root, { cacheDir: temporaryFolder() });
  const result = (await bundler.build([request])).get(bundleKey(request));
  await bundler.stop();
  return result as DevBundle | BundleError;
}

/** Writes a zip, and returns a function of the local Lambda with this zip. */
function deploy({ zip }: Bundle) {
  const zipFile = path.join(temporaryFolder(), "code.zip");
  writeFileSync(zipFile, zip);
  return createFunction("", { zipFile });
}

afterEach(() => TestLambda.stopAll());

describe.each(Object.entries(OPTION_CASES))("option %s", (_, { files, bundling, result }) => {
  test("the deployed zip and the bundle of the local gateway have the same result", async () => {
    const root = createProject(files);
    const fn = deploy(build(root, bundling));
    expect(await new TestLambda(fn, { project: root }).result()).toEqual(result);
    const devBundles = new Map([[fn.zipFile, (await buildDev(root, bundling)) as DevBundle]]);
    expect(await new TestLambda(fn, { project: root, devBundles }).result()).toEqual(result);
  });

  test("equal sources in other folders have a zip with the same bytes", async () => {
    const { zip } = build(createProject(files), bundling);
    expect(build(createProject(files), bundling).zip).toEqual(zip);
    const [concurrent] = (await bundleConcurrently([requestOf(bundling)], createProject(files))).values();
    expect(concurrent?.zip).toEqual(zip);
  });

  test("the cache does not mix bundles with other options", () => {
    const root = createProject({ ...files, "node_modules/.package-lock.json": "{}" });
    const cacheDir = temporaryFolder();
    const other = { ...bundling, banner: "/* other */ 1;" };
    for (const options of [bundling, other, bundling, other])
      expect(build(root, options, cacheDir)).toEqual(build(root, options));
  });
});

test.each(Object.entries(MISSING_OPTIONS))(
  "the error of %s contains the option",
  async (_, [files, error]) => {
    const root = createProject(files);
    const attempt = () => bundle([requestOf()], root);
    expect(attempt).toThrow(BundleError);
    expect(attempt).toThrow(error);
    const dev = await buildDev(root);
    expect(dev).toBeInstanceOf(BundleError);
    expect((dev as BundleError).message).toContain(error);
  },
);

test("functions with other options of the same entry have separate bundles", async () => {
  const root = createProject({ "a.ts": "export const handler = () => VALUE;" });
  const requests = ["1", "2"].map((value) => requestOf({ define: { VALUE: value } }));
  const bundles = bundle(requests, root);
  expect(bundles.size).toBe(2);
  const bundler = new DevBundler(root);
  const devBundles = await bundler.build(requests);
  await bundler.stop();
  const texts = requests.map((request) => [
    Buffer.from(unzipSync((bundles.get(bundleKey(request)) as Bundle).zip)["index.js"] ?? []).toString(),
    Buffer.from((devBundles.get(bundleKey(request)) as DevBundle).code).toString(),
  ]);
  expect(texts[0]?.every((text) => text.includes("=>1"))).toBe(true);
  expect(texts[1]?.every((text) => text.includes("=>2"))).toBe(true);
});

test("the files of the options are in the zip", () => {
  const listed = (name: string) => {
    const { files = {}, bundling = {} } = OPTION_CASES[name] ?? {};
    const entries = unzipSync(build(createProject(files), bundling).zip);
    return Object.entries(entries).map(([file, bytes]) => [file, Buffer.from(bytes).toString()] as const);
  };
  expect(listed("legalComments").map(([file]) => file)).toEqual(["index.js", "index.js.LEGAL.txt"]);
  expect(listed("legalComments")[1]?.[1]).toContain("a license");
  const [[, code] = [], [file, map] = []] = listed("sourceMap");
  expect(code).toMatch(/\/\/# sourceMappingURL=index\.js\.map\n$/);
  expect([file, JSON.parse(map ?? "").sources]).toEqual(["index.js.map", ["a.ts"]]);
});

test("a cached bundle is not used after a file of the options has changed", () => {
  const { files, bundling } = OPTION_CASES.copy ?? { files: {}, bundling: {} };
  const root = createProject(files);
  const cacheDir = temporaryFolder();
  const before = build(root, bundling, cacheDir);
  write(root, { "templates/one.txt": "changed" });
  expect(build(root, bundling, cacheDir)).not.toEqual(before);
  expect(build(root, bundling, cacheDir)).toEqual(build(root, bundling));
});

test("the local gateway watches the copied files", async () => {
  const { files, bundling } = OPTION_CASES.copy ?? { files: {}, bundling: {} };
  const { inputs } = (await buildDev(createProject(files), bundling)) as DevBundle;
  expect(inputs).toEqual(["a.ts", "templates/deep/two.txt", "templates/one.txt", "three.txt"]);
});

test("a file that copy names and that does not exist is an error", async () => {
  const root = createProject({ "a.ts": "export const handler = () => 1;" });
  const bundling = { copy: [{ from: "none", to: "none" }] };
  const error =
    'entry "a.ts": bundling.copy contains "none", which does not exist. Write a path relative to the project.';
  expect(() => build(root, bundling)).toThrow(error);
  expect(((await buildDev(root, bundling)) as BundleError).message).toBe(error);
});
