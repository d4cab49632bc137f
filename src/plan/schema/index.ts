export { bindingSource } from "./binding-source";
export { readSchema } from "./read-schema";
export type { Attribute, Block, NestedBlock, Type } from "./schema-types";
export { providerSchema, resourceSchema } from "./schemas";
