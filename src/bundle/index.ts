export { codeFile, resolveConditions } from "./build-options";
export { bundle, bundleConcurrently } from "./bundle";
export { BundleError, type BundleErrorDetail } from "./bundle-error";
export {
  type Architecture,
  BUNDLE_LOADERS,
  type BundleCopy,
  type BundleLoader,
  type BundleSettings,
  type BundlingOptions,
  LEGAL_COMMENTS,
  type LegalComments,
  resolveBundleSettings,
} from "./bundle-settings";
export { type Bundle, type BundleRequest, bundleKey, type PackageBundle } from "./bundle-types";
export { type DevBundle, DevBundler, type DevBundles } from "./dev-bundle";
export { type BundleRecord, stubBundle, writeBundle } from "./write-bundle";
