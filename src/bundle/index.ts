export { type BundleRecord, stubBundle, writeBundle } from "./assets";
export { type Bundle, type BundleRequest, bundle, bundleKey } from "./bundle";
export { BundleError, type BundleFault } from "./bundle-error";
export { Rebuilder } from "./rebuild";
