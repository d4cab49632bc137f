export { BundleCache } from "./bundle-cache";
export { PackageCache } from "./package-cache";
