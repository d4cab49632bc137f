import type { Choices } from "../choices";
import { withExtensions } from "./main-file";
import type { Template, TemplateText } from "./template";

/** Files that declare routes with scopes. */
const ROUTE_FILES = ["functions/products/page.ts", "functions/products/routes.ts"];

/** Files without an import of another file of the project. */
const FILES_WITHOUT_IMPORTS = [
  "functions/health/routes.ts",
  "functions/products/not-found.ts",
  "functions/products/product.ts",
];

/** Contracts and handlers of the sample, by their path in the project. */
export function functionFiles(template: Template, choices: Choices): [string, string][] {
  return template
    .list("functions")
    .map((file) => [file, adaptFile(template.read(file), choices).text] as [string, string]);
}

function adaptFile(source: TemplateText, { authorizer, modules }: Choices): TemplateText {
  const isWithoutScopes = authorizer === "iam" && ROUTE_FILES.includes(source.file);
  // IAM does not check scopes: synthesis would report them as an error.
  const routes = isWithoutScopes ? source.replaceAll(/ {2}scopes: \[.*\],\n/, "") : source;
  const hasExtensions = modules === "esm" && !FILES_WITHOUT_IMPORTS.includes(source.file);
  return hasExtensions ? withExtensions(routes) : routes;
}
