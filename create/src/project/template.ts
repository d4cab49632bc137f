import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Versions of npm packages, and overrides of indirect dependencies. */
export interface Versions {
  readonly packages: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, string>>;
}

/** Files of Gatewright's sample, which the build copies into this package. */
export class Template {
  readonly versions: Versions;
  readonly #folder: string;

  /** @param folder absolute path of the template */
  constructor(folder: string) {
    this.#folder = folder;
    this.versions = JSON.parse(readFileSync(path.join(folder, "versions.json"), "utf8"));
  }

  /** Reads a file, as a text that can be changed. */
  read(file: string): TemplateText {
    return new TemplateText(file, readFileSync(path.join(this.#folder, file), "utf8"));
  }

  /** Returns the paths of all files in a folder of the template, with `/` as separator. */
  list(folder: string): string[] {
    return readdirSync(path.join(this.#folder, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(this.#folder, path.join(entry.parentPath, entry.name)))
      .map((file) => file.replaceAll(path.sep, "/"))
      .sort();
  }
}

/**
 * Text of a file of the template. The changes throw an error if the text to replace does not occur in the file, so that
 * a test fails if the sample changes.
 */
export class TemplateText {
  readonly file: string;
  readonly text: string;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
  }

  /** Replaces a text that occurs exactly once. */
  replace(search: string | RegExp, replacement: string): TemplateText {
    const count = this.#count(search);
    if (count !== 1) throw new Error(`${this.file}: ${search} occurs ${count} times; expected 1 time`);
    return this.#with(this.text.replace(search, () => replacement));
  }

  /** Replaces each occurrence of a text that occurs at least once. A replacement can contain `$1`. */
  replaceAll(search: string | RegExp, replacement: string): TemplateText {
    if (this.#count(search) === 0) throw new Error(`${this.file}: ${search} does not occur`);
    return this.#with(this.text.replaceAll(global(search), replacement));
  }

  /** Removes a text that occurs exactly once. */
  remove(search: string | RegExp): TemplateText {
    return this.replace(search, "");
  }

  /** Returns the only match of a regular expression. If it has a group, returns the text of the group. */
  extract(pattern: RegExp): string {
    if (this.#count(pattern) !== 1) throw new Error(`${this.file}: ${pattern} does not match exactly once`);
    const [match = "", group] = pattern.exec(this.text) ?? [];
    return group ?? match;
  }

  #count(search: string | RegExp): number {
    return typeof search === "string"
      ? this.text.split(search).length - 1
      : [...this.text.matchAll(global(search) as RegExp)].length;
  }

  #with(text: string): TemplateText {
    return new TemplateText(this.file, text);
  }
}

/** Returns a regular expression with the flag `g`, or a string unchanged. */
function global(search: string | RegExp): string | RegExp {
  return typeof search === "string" ? search : new RegExp(search.source, `${search.flags}g`);
}
