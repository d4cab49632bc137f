import { spawnSync } from "node:child_process";
import type { OpenApiDocument } from "gatewright/contract";

/** Validates a document with an independent validator: https://github.com/seriousme/openapi-schema-validator */
export function validateDocument(document: OpenApiDocument): { valid: boolean; errors?: unknown } {
  const script = `
    import { Validator } from "@seriousme/openapi-schema-validator";
    let text = ""; for await (const chunk of process.stdin) text += chunk;
    console.log(JSON.stringify(await new Validator().validate(JSON.parse(text))));
  `;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    input: JSON.stringify(document),
    encoding: "utf8",
  });
  return JSON.parse(stdout);
}
