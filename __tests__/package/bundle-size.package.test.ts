import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../support";

/** Synthesizes the sample, and returns the sizes of the zips of its functions in bytes. */
function zipSizes(...nodeFlags: readonly string[]): Readonly<Record<string, number>> {
  const folder = temporaryFolder();
  const { NODE_OPTIONS: _, ...env } = process.env;
  execFileSync(process.execPath, [...nodeFlags, "--import", "tsx", "main.ts"], {
    env: { ...env, CDKTF_OUTDIR: folder },
  });
  const assets = path.join(folder, "stacks", "products-dev", "assets");
  return Object.fromEntries(
    readdirSync(assets)
      .filter((name) => name.endsWith(".zip"))
      .map((name) => [name, statSync(path.join(assets, name)).size]),
  );
}

test("a function that is built with the compiled package is at most 1% larger than one that is built with the sources", () => {
  const sources = zipSizes("--conditions=gatewright-source");
  const compiled = zipSizes();
  expect(Object.keys(compiled)).toHaveLength(6);
  for (const [name, size] of Object.entries(compiled)) {
    expect(size).toBeLessThanOrEqual((sources[name] ?? 0) * 1.01);
  }
  // Limit of 5,950 bytes for the code, 80 bytes for the problems that a contract declares, 25 bytes for the header with
  // the trace ID, 815 bytes for the events of REST APIs, 300 bytes for their CORS headers, 55 bytes for API keys that
  // neither the log nor other fields contain, 100 bytes for the calls of the code that `stream()` contains, 40
  // bytes for the error of a contract that is no route, and about 650 bytes for the names of functions and classes. Bundles
  // keep the names, because error names and logs contain them.
  expect(compiled["health.zip"]).toBeLessThan(8030);
});
