import {
  type BundleRequest,
  bundle,
  bundleKey,
  type DevBundle,
  DevBundler,
  resolveBundleSettings,
} from "#bundle";
import { loadCode } from "./load-code";
import { code, createProject } from "./project";

const target = "node22";

/** Expressions with a name of the source code. Each is in an own file and in a package. */
const NAMES: Readonly<Record<string, readonly [string, string]>> = {
  "the name of an error, by new.target": [
    "class NotFoundError extends Error { constructor() { super(); this.name = new.target.name; } }",
    "new NotFoundError().name",
  ],
  "the name of a subclass": [
    "class Base { kind() { return this.constructor.name; } } class Derived extends Base {}",
    "new Derived().kind()",
  ],
  "the name of a class in an expression": ["const Inner = class {};", "Inner.name"],
  "the name of a function": ["function createOrder() {}", "createOrder.name"],
  "the name of an arrow function": ["const sendMail = () => {};", "sendMail.name"],
  "the names of methods": [
    "class Store { static create() {} get size() { return 1; } async read() {} }",
    "[Store.create.name, new Store().read.name]",
  ],
  "two classes with the same name": [
    "const first = (() => { class Same {} return Same; })(); const second = (() => { class Same {} return Same; })();",
    "[first.name, second.name]",
  ],
};

const files = Object.fromEntries(
  Object.values(NAMES).flatMap(([declaration, expression], index) => [
    [`own${index}.ts`, `${declaration}\nexport const handler = () => ${expression};`],
    [`package${index}.ts`, `export { handler } from "names/${index}.js";`],
    [`node_modules/names/${index}.js`, `${declaration}\nexports.handler = () => ${expression};`],
  ]),
);

/** Returns the value of an expression in Node, without a bundle. */
function valueInNode([declaration, expression]: readonly [string, string]): unknown {
  return new Function(`${declaration}\nreturn ${expression};`)();
}

const call = (text: string | Uint8Array) =>
  (loadCode({ "index.js": text }).module.handler as () => unknown)();

const cases = Object.entries(NAMES).map(([name, source], index) => ({ name, source, index }));
const requestsOf = (index: number, settings?: BundleRequest["settings"]): BundleRequest[] =>
  [`own${index}.ts`, `package${index}.ts`].map((entry) => ({ entry, target, settings }));

test.each(cases)("$name is the same in a bundle as in Node", async ({ source, index }) => {
  const root = createProject(files);
  const expected = valueInNode(source);
  const requests = requestsOf(index);
  const bundles = bundle(requests, root);
  for (const request of requests) {
    const built = bundles.get(bundleKey(request));
    expect(call(built ? code(built) : "")).toEqual(expected);
  }
  const bundler = new DevBundler(root);
  const [own, inPackage] = (await bundler.build(requests)).values() as Iterable<DevBundle>;
  await bundler.stop();
  expect(call(own?.code ?? "")).toEqual(expected);
  const packages = loadCode({ "index.js": inPackage?.packages.code ?? "" }).module;
  const { handler } = packages[`names/${index}.js`] as { handler: () => unknown };
  expect(handler()).toEqual(expected);
});

test("keepNames: false removes the names and makes the bundle smaller", () => {
  const root = createProject(files);
  const size = (keepNames: boolean) => {
    const [request] = requestsOf(0, resolveBundleSettings({ keepNames }));
    const [built] = bundle(request ? [request] : [], root).values();
    return [
      code(built as NonNullable<typeof built>).includes("NotFoundError"),
      built?.unpackedSize ?? 0,
    ] as const;
  };
  expect([size(true)[0], size(false)[0]]).toEqual([true, false]);
  expect(size(false)[1]).toBeLessThan(size(true)[1]);
});
