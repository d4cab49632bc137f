export { bundle } from "./bundle";
export { BundleError, type BundleFault } from "./bundle-error";
export { type Bundle, type BundleRequest, bundleKey } from "./bundle-request";
export { Rebuilder, type Rebuilt } from "./dev-bundle";
export type { Packages } from "./package-bundle";
export { type BundleRecord, stubBundle, writeBundle } from "./write-bundle";
