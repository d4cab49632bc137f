/**
 * Compiles the schema of middy's validator before the build, as its documentation recommends: compiled when it loads it
 * brings ajv along, which takes longer than all else. The body is JSON, so nothing in it is coerced.
 * @see https://middy.js.org/docs/middlewares/validator#pre-transpiling-example-recommended
 */
import { mkdirSync, writeFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import standaloneCode from "ajv/dist/standalone/index.js";

/** NewProduct's. Its name is trimmed by the handler: ajv's keyword for that would more than double the bundle. */
const eventSchema = {
  type: "object",
  required: ["body"],
  properties: {
    body: {
      type: "object",
      required: ["name", "price"],
      additionalProperties: false,
      properties: {
        name: { type: "string", pattern: "\\S", maxLength: 200 },
        price: { type: "integer", minimum: 0 },
        description: { type: "string", maxLength: 2000 },
      },
    },
  },
};

const ajv = new Ajv({ strict: true, allErrors: true, useDefaults: "empty", code: { source: true } });
const folder = new URL("../node_modules/.cache/gatewright/", import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL("event-schema.cjs", folder), standaloneCode(ajv, ajv.compile(eventSchema)));
