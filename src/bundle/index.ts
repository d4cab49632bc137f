export { resolveConditions } from "./build-options";
export { bundle } from "./bundle";
export { BundleError, type BundleErrorDetail } from "./bundle-error";
export { type Bundle, type BundleRequest, bundleKey } from "./bundle-types";
export { type DevBundle, DevBundler } from "./dev-bundle";
export type { PackageBundle } from "./vendor-bundle";
export { type BundleRecord, stubBundle, writeBundle } from "./write-bundle";
