export { parseDiagnostics } from "./diagnostics";
export { terraformEnvironment } from "./environment";
export { parseImports } from "./imports";
export { type Terraform, type TerraformOptions, withTerraform } from "./terraform";
export { isUnknownResource } from "./unknown-data";
