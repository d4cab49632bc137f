/**
 * Compiles the schema for middy's validator before the build, as middy's documentation recommends. A schema
 * that is compiled at load time adds ajv to the bundle, and loading ajv takes longer than loading everything
 * else. Type coercion is off, because the values of a JSON body already have types.
 *
 * @see https://middy.js.org/docs/middlewares/validator#pre-transpiling-example-recommended
 */
import { mkdirSync, writeFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import standaloneCode from "ajv/dist/standalone/index.js";

/**
 * Schema of an event with a `NewProduct` as its body. The handler trims the name itself, because ajv's
 * keyword for trimming would more than double the size of the bundle.
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
