import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** What of a provider a type is: the same name may be a resource's and a data source's. */
export type SchemaKind = "resource" | "data";

/**
 * The TypeScript that a folder of the bindings was compiled from, `undefined` where there is no such folder. CDKTF
 * generates it of the provider's own schema, and its compiler leaves it, whole, in the source maps within the
 * JavaScript.
 *
 * @param folder `lambda-function`
 * @see https://github.com/hashicorp/terraform-cdk/tree/main/packages/%40cdktf/provider-generator
 */
export function bindingSource(folder: string): string | undefined {
  const own = path.join(bindings(), folder);
  if (!existsSync(path.join(own, "index.js"))) return undefined;
  // A large type's structs have files of their own: index-structs/structs0.js.
  const files = readdirSync(own, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".js"),
  );
  return files
    .sort()
    .map((name) => sourceIn(path.join(own, name)))
    .join("\n");
}

/** The folder that the bindings have for a type: `aws_lambda_function` is `lambda-function`. */
export function bindingsDir(kind: SchemaKind, type: string): string {
  const name = type.replace(/^aws_/, "").replaceAll("_", "-");
  return kind === "data" ? `data-aws-${name}` : name;
}

/** Where the folders are: beside the provider's own, which every stack has. */
function bindings(): string {
  return path.dirname(path.dirname(require.resolve("@cdktf/provider-aws/lib/provider")));
}

const SOURCE_MAP = "sourceMappingURL=data:application/json;base64,";

function sourceIn(file: string): string {
  const script = readFileSync(file, "latin1");
  const map = Buffer.from(script.slice(script.lastIndexOf(SOURCE_MAP) + SOURCE_MAP.length), "base64");
  return JSON.parse(map.toString()).sourcesContent[0];
}
