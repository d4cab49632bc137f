/**
 * Compiles the schema for middy's validator before the bundle is built, as middy's documentation recommends.
 * If the schema were compiled when the bundle is loaded, the bundle would contain ajv, which takes longer to
 * load than everything else. Type coercion is off, because the values of a JSON body already have types.
 *
 * @see https://middy.js.org/docs/middlewares/validator#pre-transpiling-example-recommended
 */
import { mkdirSync, writeFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import standaloneCode from "ajv/dist/standalone/index.js";

/**
 * JSON Schema of an event with a `NewProduct` as its body. The schema does not trim the name of the product,
 * because ajv's keyword for trimming would more than double the size of the bundle. The handler trims the
 * name.
 */
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
