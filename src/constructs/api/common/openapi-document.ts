import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type OpenApiInfo, openapi, parseRouteKey, type Route, type RouteKey } from "#contract";
import { addCustomSynthesis, type Construct, TerraformStack } from "../../cdktf";

/** Has the OpenAPI document of an API written at synth, beside its stack's Terraform: `<name>.openapi.json`. */
export function writeOpenApiDocument(
  scope: Construct,
  name: () => string,
  routes: () => readonly Route[],
  info: OpenApiInfo,
): void {
  addCustomSynthesis(scope, {
    onSynthesize({ outdir, manifest }) {
      const { workingDirectory } = manifest.forStack(TerraformStack.of(scope));
      const folder = path.join(outdir, workingDirectory);
      mkdirSync(folder, { recursive: true });
      const text = JSON.stringify(openapi(groupByOperation(routes()), info), undefined, 2);
      writeFileSync(path.join(folder, `${name()}.openapi.json`), `${text}\n`);
    },
  });
}

function groupByOperation(routes: readonly Route[]): Record<string, Route> {
  const named: Record<string, Route> = {};
  for (const route of routes) named[uniqueId(operationId(parseRouteKey(route.key)), named)] = route;
  return named;
}

/** The id, or where another route has it the id with the next number. */
function uniqueId(id: string, named: Readonly<Record<string, Route>>): string {
  let candidate = id;
  for (let number = 2; candidate in named; number++) candidate = `${id}${number}`;
  return candidate;
}

/** `GET /products/{productId}` is `getProductsByProductId`: an API knows its routes by their keys. */
function operationId({ method, segments }: RouteKey): string {
  const words = segments.flatMap((part) => (part.kind === "literal" ? [part.text] : ["by", part.name]));
  const capital = words
    .flatMap((word) => word.split(/[^A-Za-z0-9]+/))
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return method.toLowerCase() + capital.join("");
}
