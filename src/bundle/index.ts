export { type BundleRecord, stubBundle, writeBundle } from "./assets";
export { type Bundle, type BundleRequest, bundle, bundleKey } from "./bundle";
export { BundleError, type BundleFault } from "./bundle-error";
export type { Packages } from "./packages";
export { Rebuilder, type Rebuilt } from "./rebuild";
