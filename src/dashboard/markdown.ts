import { Html, html } from "./html";

/** Converts the Markdown that text widgets usually contain: headings, lists, links, bold text and code. */
export function markdownToHtml(markdown: string): readonly Html[] {
  return markdown
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(lineToHtml);
}

function lineToHtml(line: string): Html {
  const [, marks, title] = /^(#{1,6})\s+(.*)$/.exec(line) ?? [];
  if (marks === undefined || title === undefined)
    return html`<p>${inlineToHtml(line.replace(/^\s*[-*]\s+/, "• "))}</p>`;
  // The page uses h1 and h2 for its title and the dashboards. The headings of widgets therefore start at h3.
  return marks.length === 1 ? html`<h3>${inlineToHtml(title)}</h3>` : html`<h4>${inlineToHtml(title)}</h4>`;
}

const INLINE = /\[([^\]]*)\]\(([^)\s]*)\)|\*\*([^*]+)\*\*|`([^`]+)`/g;

function inlineToHtml(text: string): Html {
  const parts: Html[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    parts.push(html`${text.slice(end, match.index)}`, matchToHtml(match));
    end = match.index + match[0].length;
  }
  return new Html([...parts, html`${text.slice(end)}`].map((part) => part.text).join(""));
}

function matchToHtml([whole, linkText, url = "", bold, code]: RegExpMatchArray): Html {
  if (bold !== undefined) return html`<strong>${bold}</strong>`;
  if (code !== undefined) return html`<code>${code}</code>`;
  if (!/^https?:\/\//.test(url)) return html`${whole}`;
  return html`<a href="${url}" rel="noreferrer">${linkText ?? url}</a>`;
}
