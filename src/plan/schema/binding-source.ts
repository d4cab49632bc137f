import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { SchemaError } from "./binding-declarations";

/**
 * Kind of a type of the AWS provider. The kind is needed because a resource type and a data source can have
 * the same name.
 */
export type SchemaKind = "resource" | "data";

/**
 * Returns the TypeScript source of a type's binding in the AWS bindings, or `undefined` if the type has
 * no binding. CDKTF generates this source from the schema of the AWS provider. The package contains only
 * compiled JavaScript, but its source maps include the complete TypeScript.
 *
 * @param folder name of the binding's folder: `lambda-function`
 * @see https://github.com/hashicorp/terraform-cdk/tree/main/packages/%40cdktf/provider-generator
 */
export function bindingSource(folder: string): string | undefined {
  const dir = path.join(bindingsRoot(), folder);
  if (!existsSync(path.join(dir, "index.js"))) return undefined;
  // The structs of a large type are in separate files: index-structs/structs0.js.
  const files = readdirSync(dir, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".js"),
  );
  return files
    .sort()
    .map((name) => readSourceMap(path.join(dir, name)))
    .join("\n");
}

/**
 * Returns the name of the folder that contains a type's binding: `lambda-function` for `aws_lambda_function`.
 */
export function bindingsDir(kind: SchemaKind, type: string): string {
  const name = type.replace(/^aws_/, "").replaceAll("_", "-");
  return kind === "data" ? `data-aws-${name}` : name;
}

/** Packages with the bindings of the AWS provider: the package of CDKTF, and the package of its community fork. */
const BINDINGS = ["@cdktf/provider-aws", "@cdktn/provider-aws"];

/**
 * Returns the folder that contains the folders of all bindings. If both packages are installed, the folder belongs to
 * the package that the constructs use.
 */
function bindingsRoot(): string {
  const candidates = ["#provider-aws/provider", ...BINDINGS.map((name) => `${name}/lib/provider/index.js`)];
  const provider = candidates.map(tryResolve).find(Boolean);
  if (provider !== undefined) return path.dirname(path.dirname(provider));
  throw new SchemaError(`neither ${BINDINGS.join(" nor ")} is installed. Install one of them.`);
}

function tryResolve(name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}

const SOURCE_MAP = "sourceMappingURL=data:application/json;base64,";

function readSourceMap(file: string): string {
  const script = readFileSync(file, "latin1");
  const map = Buffer.from(script.slice(script.lastIndexOf(SOURCE_MAP) + SOURCE_MAP.length), "base64");
  return JSON.parse(map.toString()).sourcesContent[0];
}
