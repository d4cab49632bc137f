export { bundle } from "./bundle";
export { BundleError, type BundleErrorDetail } from "./bundle-error";
export { type Bundle, type BundleRequest, bundleKey } from "./bundle-request";
export { type DevBundle, DevBundler } from "./dev-bundle";
export type { PackageBundle } from "./package-bundle";
export { type BundleRecord, stubBundle, writeBundle } from "./write-bundle";
