import { readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Stack } from "#terraform";
import { type DataSource, findUnknownData, findUtilityType, UNKNOWN_ARGUMENT } from "../provider";
import { moduleDirs } from "./modules";

/** Address of the resource whose ID is the unknown value. */
const UNKNOWN_RESOURCE = "terraform_data.gatewright_unknown";

/** Returns true for the address of a resource that {@link writeUnknownData} adds. It is in no plan that users see. */
export function isUnknownResource(address: string): boolean {
  return address === UNKNOWN_RESOURCE || address.endsWith(`.${UNKNOWN_RESOURCE}`);
}

/**
 * Makes the values of data sources unknown that an offline plan cannot read, in the stack and in its modules. Terraform
 * reads a data source during the apply if one of its arguments is unknown. This function therefore adds a resource,
 * whose ID is unknown until the first apply, and an override file with an argument that refers to this ID.
 *
 * @param folder copy of the stack's folder, after `terraform init`
 * @see https://developer.hashicorp.com/terraform/language/data-sources#data-source-arguments
 */
export function writeUnknownData(folder: string, stack: Stack): void {
  const root = realpathSync(folder);
  for (const dir of moduleDirs(root)) {
    if (!`${realpathSync(dir)}${path.sep}`.startsWith(`${root}${path.sep}`)) continue;
    const own = dir === root ? findUnknownData(stack) : readJsonData(dir);
    writeFiles(dir, [...own, ...readHclData(dir)]);
  }
}

function readJsonData(dir: string): readonly DataSource[] {
  return readTexts(dir, ".tf.json").flatMap((json) => findUnknownData(Stack.parse(json)));
}

/** Returns the data sources of the HCL files in a folder. HCL is not parsed, so only the usual notation is found. */
function readHclData(dir: string): readonly DataSource[] {
  return readTexts(dir, ".tf")
    .flatMap((hcl) => [...hcl.matchAll(/^\s*data\s+"(\w+)"\s+"([\w-]+)"/gm)])
    .map(([, type = "", name = ""]) => ({ type, name }))
    .filter(({ type }) => findUtilityType("data", type)?.isUnknownOffline);
}

function readTexts(dir: string, extension: string): readonly string[] {
  return readdirSync(dir)
    .filter((name) => name.endsWith(extension))
    .map((name) => readFileSync(path.join(dir, name), "utf8"));
}

function writeFiles(dir: string, sources: readonly DataSource[]): void {
  if (sources.length === 0) return;
  const [type = "", name = ""] = UNKNOWN_RESOURCE.split(".");
  const argument = { [UNKNOWN_ARGUMENT.name]: `\${${UNKNOWN_RESOURCE}.id}` };
  const data = sources.map((source) => ({ [source.type]: { [source.name]: argument } }));
  const write = (file: string, body: object) => writeFileSync(path.join(dir, file), JSON.stringify(body));
  write("zz_plan_unknown.tf.json", { resource: { [type]: { [name]: {} } } });
  write("zz_plan_unknown_override.tf.json", { data });
}
