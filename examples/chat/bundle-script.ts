import path from "node:path";
import { buildSync } from "esbuild";

/** Conditions of this process. In the repository of Gatewright, one of them selects its sources. */
const CONDITIONS = process.env.NODE_OPTIONS?.match(/(?<=--conditions=)\S+/g) ?? [];

/** Bundles the script of the page, with the typed client, for browsers. */
export function bundleScript(): string {
  const { outputFiles } = buildSync({
    entryPoints: [path.join(__dirname, "web/chat.ts")],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    conditions: ["module", ...CONDITIONS],
    write: false,
  });
  return outputFiles.map(({ text }) => text).join("");
}
