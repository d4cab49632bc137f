export { type BundleRecord, stubBundle, writeBundle } from "./assets";
export { bundle } from "./bundle";
export { BundleError, type BundleFault } from "./bundle-error";
export type { Packages } from "./packages";
export { Rebuilder, type Rebuilt } from "./rebuild";
export { type Bundle, type BundleRequest, bundleKey } from "./request";
