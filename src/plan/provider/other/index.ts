/** Providers without a schema. Their resources are left out of the plan. */
export { inferSchemas } from "./inferred-schemas";
export { findOtherProviders, type OtherProvider, type OtherResource } from "./other-providers";
export { findAttributePaths } from "./placeholder";
