import { handle, handleAll, requireEnvironment } from "gatewright/runtime";
import style from "../../web/chat.css";
import html from "../../web/index.html";
import { getPage, getScript, getStyle } from "./routes";

/** Bundled script of the page, which `main.ts` defines. */
declare const PAGE_SCRIPT: string;

const { CHAT_URL: chatUrl } = requireEnvironment("CHAT_URL");

const headers = { "cache-control": "no-cache", "x-content-type-options": "nosniff" };

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  `connect-src ${new URL(chatUrl).origin}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

export const handler = handleAll(
  handle(getPage, () => ({
    status: 200,
    headers: {
      ...headers,
      "content-security-policy": contentSecurityPolicy,
      "referrer-policy": "no-referrer",
    },
    body: html.replace("CHAT_URL", chatUrl),
  })),
  handle(getScript, () => ({ status: 200, headers, body: PAGE_SCRIPT })),
  handle(getStyle, () => ({ status: 200, headers, body: style })),
);
