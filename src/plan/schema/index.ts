/** Schema of the AWS provider, read from the CDKTF bindings. Other folders import only this file. */
export type { SchemaKind } from "./binding-source";
export type { Attribute, Block, NestedBlock, Type } from "./schema-types";
export { providerSchema, providerVersion, resourceSchema } from "./schemas";
