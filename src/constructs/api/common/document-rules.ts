import { type AsyncApiInfo, isWebSocketUrl, type OpenApiInfo } from "#contract";
import { FUNCTION, knownRule, listRule, NON_EMPTY_TEXT, objectRule, TEXT } from "../../prop-rules";
import { type PropRule, type PropRules, required } from "../../props";
import { isUnresolved } from "../../tokens";
import { describeWrongValue, unknownAtSynth } from "../../validation";

/** Returns the rules for the title, the version and the servers of a document. @param url rule of the URL of a server */
function infoRules(url: PropRule, example: string): PropRules<OpenApiInfo & AsyncApiInfo> {
  const server: PropRules<NonNullable<OpenApiInfo["servers"]>[number]> = {
    url: required(url),
    description: TEXT,
  };
  return {
    title: required(NON_EMPTY_TEXT),
    version: required(NON_EMPTY_TEXT),
    description: TEXT,
    servers: listRule(objectRule(server, example), "a list of objects", `[${example}]`),
    jsonSchema: FUNCTION,
  };
}

/** Rule of the prop `openApi` of an API. */
export const OPEN_API: PropRule = objectRule(
  infoRules(TEXT, '{ url: "https://…" }'),
  '{ title: "Products", version: "1.0.0" }',
);

/** Rule of a URL to which a WebSocket client connects. The document contains its parts. */
const WEB_SOCKET_URL: PropRule = knownRule({
  ...TEXT,
  validate(value, path) {
    const errors = TEXT.validate(value, path);
    if (errors.length > 0 || typeof value !== "string") return errors;
    if (isUnresolved(value)) return [unknownAtSynth(path, "Write it as a literal.")];
    return isWebSocketUrl(value)
      ? []
      : [describeWrongValue(path, value, "a URL of a WebSocket API", 'Write "wss://…".')];
  },
});

/** Rule of the prop `asyncApi` of an API. */
export const ASYNC_API: PropRule = objectRule(
  infoRules(WEB_SOCKET_URL, '{ url: "wss://…" }'),
  '{ title: "Chat", version: "1.0.0" }',
);
