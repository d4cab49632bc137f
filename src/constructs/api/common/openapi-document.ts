import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  type OpenApiInfo,
  openapi,
  parseRouteKey,
  type Route,
  type RouteKey,
  validateJsonSchemas,
} from "#contract";
import { addCustomSynthesis, type Construct, TerraformStack } from "../../cdktf";
import { addValidation, validateFileName } from "../../validation";

/**
 * Registers the OpenAPI document of an API, and a check that all schemas of its routes have a JSON Schema. Synthesis
 * writes the document next to the Terraform JSON of the stack, as `<name>.openapi.json`.
 * @param name function that returns the Terraform name of the API. It is called at synthesis, when the name
 * is final
 * @param routes function that returns all routes. It is called at synthesis, when all routes are declared
 */
export function writeOpenApiDocument(
  scope: Construct,
  name: () => string,
  routes: () => readonly Route[],
  info: OpenApiInfo,
): void {
  addValidation(scope, () => [
    ...validateFileName(name()),
    ...routes().flatMap((route) => validateRoute(route, info)),
  ]);
  addCustomSynthesis(scope, {
    onSynthesize({ outdir, manifest }) {
      const { workingDirectory } = manifest.forStack(TerraformStack.of(scope));
      const folder = path.join(outdir, workingDirectory);
      mkdirSync(folder, { recursive: true });
      const json = JSON.stringify(openapi(groupByOperation(routes()), info), undefined, 2);
      writeFileSync(path.join(folder, `${name()}.openapi.json`), `${json}\n`);
    },
  });
}

function validateRoute(route: Route, { jsonSchema }: OpenApiInfo): string[] {
  return validateJsonSchemas(route, jsonSchema).map((error) => `route "${route.key}": ${error}`);
}

function groupByOperation(routes: readonly Route[]): Record<string, Route> {
  const operations: Record<string, Route> = {};
  for (const route of routes) {
    operations[makeUnique(operationId(parseRouteKey(route.key)), operations)] = route;
  }
  return operations;
}

/**
 * Returns the ID unchanged if it is unique. Otherwise, appends a number, starting from 2, to make it unique.
 */
function makeUnique(id: string, operations: Readonly<Record<string, Route>>): string {
  let candidate = id;
  for (let number = 2; candidate in operations; number++) candidate = `${id}${number}`;
  return candidate;
}

/** Derives the operation ID from a route key: `getProductsByProductId` from `GET /products/{productId}`. */
function operationId({ method, segments }: RouteKey): string {
  const words = segments.flatMap((segment) =>
    segment.kind === "literal" ? [segment.text] : ["by", segment.name],
  );
  const capitalized = words
    .flatMap((word) => word.split(/[^A-Za-z0-9]+/))
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return method.toLowerCase() + capitalized.join("");
}
