import path from "node:path";
import { defineConfig, type MarkdownRenderer } from "vitepress";
import { readSidebar } from "./sidebar.mts";

const REPOSITORY = "https://github.com/gatewright/gatewright";

export default defineConfig({
  title: "Gatewright",
  description: "APIs on AWS, declared once in TypeScript",
  // URL path of the site: "/gatewright/" on GitHub Pages.
  base: process.env.DOCS_BASE || "/",
  rewrites: { "decisions/README.md": "decisions/index.md" },
  markdown: { anchor: { slugify: toGithubAnchor }, config: linkRepositoryFiles },
  themeConfig: {
    sidebar: readSidebar(),
    outline: { level: [2, 3] },
    search: { provider: "local" },
    socialLinks: [{ icon: "github", link: REPOSITORY }],
  },
});

/** Returns the anchor that GitHub creates for a heading, because the links between pages contain these anchors. */
function toGithubAnchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
}

/**
 * Changes relative links that are valid in the repository but not on the site: links to files outside of docs refer to
 * GitHub, and links to README.md refer to index.md.
 */
function linkRepositoryFiles(markdown: MarkdownRenderer): void {
  const render = markdown.renderer.rules.link_open;
  markdown.renderer.rules.link_open = (tokens, index, options, env, self) => {
    const link = tokens[index];
    const href = link?.attrGet("href") ?? "";
    if (!/^([a-z]+:|[/#])/i.test(href)) link?.attrSet("href", toSiteLink(href, env.relativePath));
    return render?.(tokens, index, options, env, self) ?? self.renderToken(tokens, index, options);
  };
}

function toSiteLink(href: string, page: string): string {
  const target = path.posix.join("docs", path.posix.dirname(page), href);
  if (!target.startsWith("docs/")) return `${REPOSITORY}/blob/main/${target}`;
  return href.replace(/\bREADME\.md/, "index.md");
}
