import { route, text } from "gatewright/contract";

export const getPage = route("GET /", {
  summary: "Get the page",
  access: "public",
  replies: { 200: text("text/html; charset=utf-8") },
});

export const getScript = route("GET /chat.js", {
  summary: "Get the script of the page",
  access: "public",
  replies: { 200: text("text/javascript; charset=utf-8") },
});

export const getStyle = route("GET /chat.css", {
  summary: "Get the style of the page",
  access: "public",
  replies: { 200: text("text/css; charset=utf-8") },
});
