export { BundleCache } from "./bundle-cache";
