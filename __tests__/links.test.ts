import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const PAGES = [
  ...readdirSync(".").filter((name) => name.endsWith(".md")),
  ...readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => path.posix.join("docs", name.replaceAll(path.sep, "/"))),
];

/** Returns the anchor that GitHub creates for a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
}

function anchorsOf(page: string): string[] {
  const text = readFileSync(page, "utf8").replaceAll(/^```[\s\S]*?^```/gm, "");
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading));
}

test.each(PAGES)("every relative link on the page %s refers to an existing file and heading", (page) => {
  const links = [...readFileSync(page, "utf8").matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(
    ([, link = ""]) => link,
  );
  const broken = links.filter((link) => {
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? page : path.posix.join(path.posix.dirname(page), file);
    if (!existsSync(target)) return true;
    return anchor !== undefined && target.endsWith(".md") && !anchorsOf(target).includes(anchor);
  });
  expect(broken).toEqual([]);
});

test.each(PAGES)("every test file that the page %s names exists", (page) => {
  const files = readFileSync(page, "utf8").match(/__tests__\/[\w./-]+\.test\.ts/g) ?? [];
  expect(files.filter((file) => !existsSync(file))).toEqual([]);
});

test("every page of docs is linked from another page", () => {
  const linked = PAGES.flatMap((page) =>
    [...readFileSync(page, "utf8").matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, file = ""]) =>
      path.posix.join(path.posix.dirname(page), file),
    ),
  );
  expect(PAGES.filter((page) => page.startsWith("docs/") && !linked.includes(page))).toEqual([]);
});
