export { readSchema } from "./binding-schema";
export { bindingSource } from "./binding-source";
export type { Attribute, Block, NestedBlock, Type } from "./schema-types";
export { providerSchema, resourceSchema } from "./schemas";
