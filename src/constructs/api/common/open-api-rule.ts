import type { OpenApiInfo } from "#contract";
import { FUNCTION, listRule, NON_EMPTY_TEXT, objectRule, TEXT } from "../../prop-rules";
import { type PropRule, type PropRules, required } from "../../props";

const SERVER: PropRules<NonNullable<OpenApiInfo["servers"]>[number]> = {
  url: required(TEXT),
  description: TEXT,
};

const INFO: PropRules<OpenApiInfo> = {
  title: required(NON_EMPTY_TEXT),
  version: required(NON_EMPTY_TEXT),
  description: TEXT,
  servers: listRule(
    objectRule(SERVER, '{ url: "https://…" }'),
    "a list of objects",
    '[{ url: "https://…" }]',
  ),
  jsonSchema: FUNCTION,
};

/** Rule of the prop `openApi` of an API. */
export const OPEN_API: PropRule = objectRule(INFO, '{ title: "Products", version: "1.0.0" }');
