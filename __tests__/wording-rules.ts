/** Phrase that must not appear in code, pages and test titles. */
interface Rule {
  /** Regular expression for whole words. Case is ignored. */
  readonly words: string;
  readonly write: string;
  /**
   * Regular expression for lines in which the phrase is allowed, because a service, protocol or source uses
   * it.
   */
  readonly allowed?: RegExp;
}

/** Denied phrases, each with a suggested replacement. */
const RULES: readonly Rule[] = [
  { words: "told", write: "shown, reported, printed" },
  { words: "tells?", write: "reports, shows, prints" },
  { words: "whom|whomever", write: "the caller or the authorizer" },
  { words: "whoever|whichever|whosoever", write: "the caller, the process, any X that" },
  { words: "nobody", write: "the component, or no caller" },
  { words: "somebody", write: "the component" },
  { words: "everybody|anybody", write: "public, any caller" },
  { words: "beside", write: "next to, in addition to" },
  { words: "anew", write: "again" },
  { words: "spelt", write: "spelled" },
  { words: "of (its|their|one's) own", write: "its own X, a separate X" },
  { words: "(comes?|came|coming) of", write: "comes from, results from" },
  { words: "what (comes|becomes|became|goes)", write: "the thing itself" },
  { words: "lets? in", write: "allows, authorizes" },
  { words: "deserves? eyes", write: "findings" },
  { words: "gravest", write: "most serious" },
  // "Connection refused" is the term of TCP.
  { words: "refus(es?|ed|al)", write: "rejects", allowed: /ECONNREFUSED|refuses connections|`Refused`/ },
  { words: "at fault", write: "invalid" },
  { words: "faults?", write: "error", allowed: /X-Ray|(fault|addFault)Flag|addErrorFlag|\bfault: true/ },
  { words: "hangs? on", write: "depends on" },
  { words: "as (it|they) (was|were|stands?)", write: "unchanged" },
  { words: "(the|a) way (out|of the data)", write: "escape hatch, data flow" },
  { words: "takes? (it|them) away", write: "removes" },
  { words: "says? of", write: "reports about, contains" },
  { words: "is said|said above", write: "is printed, above" },
  { words: "made of", write: "consists of" },
  { words: "stands? for", write: "represents, means" },
  { words: "served on(?! (https?:|port|localhost))", write: "still serving" },
  { words: "this machine", write: "locally, this computer" },
  { words: "who may call", write: "access" },
  { words: "(?<!is )not here", write: "not emulated" },
  { words: "good for nothing", write: "not valid on AWS" },
  { words: "wish(es)?", write: "request, options" },
  {
    words: "promises|promised|(its|the|a) promise",
    write: "declares, contract",
    allowed:
      /Promise\b|await|node:(?:fs|timers)\/promises|\brejects\b|\bresolves\b|UnhandledPromiseRejection/,
  },
  { words: "judges?|judged|verdict|workshop|keeper|telling", write: "authorize, result, dev server, review" },
  { words: "seam", write: "boundary, single import" },
  { words: "rooms?", write: "folder, module" },
  { words: "is there twice", write: "is declared twice" },
  { words: "is (now )?another|are others", write: "differs, has changed" },
  { words: "(that|which) go(es)?(?! (to|from|through|into|with|wrong))", write: "removed" },
  {
    words: "gone",
    write: "removed, exited",
    // `gone` is a property of the result of broadcast().
    allowed: /410|GoneException|`gone`|\bgone\??: |[{,] gone\b|\.gone\b/,
  },
  { words: "of which", write: "a second sentence" },
  { words: "(hands?|handed) (on|ahead)", write: "forwards, pipelines" },
  { words: "taken? on|takes on", write: "assume (a role)" },
  { words: "puts? .{1,40} before it", write: "place it in front" },
  { words: "writes? down|written down", write: "records" },
  { words: "taken for", write: "treated as" },
  { words: "for ever", write: "indefinitely, never expires" },
  { words: "culprits?", write: "the invalid entries" },
  { words: "mended?", write: "suggested, corrected" },
  {
    words:
      "lest|thereby|whereby|wherein|thereof|hereby|likewise|aught|upon|whilst|amongst|hence|thus|at once|made up",
    write: "plain words (immediately, together, fake)",
  },
  { words: "asked(?! for)", write: "requested" },
  { words: "(is|are|was|were) not served|served (here|anew)", write: "is not emulated" },
  { words: "(?<!RFC \\d{4} |AWS |guide |page |specification )says?", write: "reports, returns, documents" },
  { words: "(const|let|function) (made|found|told|said|what|one|wish|kept)", write: "the noun it holds" },
];

/** Error in one line of a file. */
export interface WordingError {
  readonly line: number;
  readonly error: string;
}

const COMPILED = RULES.map(({ words, write, allowed }) => ({
  pattern: new RegExp(`\\b(?:${words})\\b`, "i"),
  write,
  allowed,
}));

/** Returns an error for each denied phrase in a line, with the suggested replacement. */
export function denied(line: string): string[] {
  return COMPILED.flatMap(({ pattern, write, allowed }) => {
    const [match] = pattern.exec(line) ?? [];
    return match === undefined || allowed?.test(line) ? [] : [`"${match}"; write: ${write}`];
  });
}

/**
 * Words that a docstring, a comment or a tag must not start with: prepositions, pronouns and question words.
 */
const FIRST_WORD =
  /^(Of|By|For|From|To|In|On|With|At|As|What|Whether|Who|Whose|Whom|It|One|Those|That|This|Its|None|But|Nor|Where|While|Not)\b/i;

/** Matches the first line of a comment and the description of a docstring tag, and captures the text. */
const OPENING =
  /^\s*(?:\/\*\*|\/\*)\s*(?:@\w+ )?(.*)|^\s*(?:\/\*)?\*\s*@(?:param|returns|throws) (?:\w+ )?(.*)/;

/** Returns the errors of a source file: denied phrases, and comments with a denied first word. */
export function checkSource(text: string): WordingError[] {
  const lines = text.split("\n");
  return lines.flatMap((content, index) => {
    const line = index + 1;
    const errors = denied(content);
    const isContinued = /^\s*\/\//.test(lines[index - 1] ?? "");
    const isFirstLine = /^\s*\/\*\*\s*$/.test(lines[index - 1] ?? "");
    const [, block, tag] = (isFirstLine ? /^\s*\*\s+(.*)/ : OPENING).exec(content) ?? [];
    const [, comment] = isContinued ? [] : (/^\s*\/\/ (.*)/.exec(content) ?? []);
    const first = FIRST_WORD.exec(block ?? tag ?? comment ?? "");
    if (first) errors.push(`a comment starts with "${first[0]}"; start with a verb or a noun`);
    return errors.map((error) => ({ line, error }));
  });
}

/** Maximum length of a line in a page. Tables, lines with links and code are exempt. */
const MAX_MARKDOWN_LINE = 120;

/** Returns the errors of a page: denied phrases, and lines that are too long. */
export function checkPage(text: string): WordingError[] {
  let isCode = false;
  return text.split("\n").flatMap((content, index) => {
    const line = index + 1;
    const errors = denied(content);
    if (/^\s*```/.test(content)) isCode = !isCode;
    const isExempt = isCode || content.startsWith("|") || /\]\(\S+\)|https?:/.test(content);
    if (!isExempt && content.length > MAX_MARKDOWN_LINE) {
      errors.push(`${content.length} characters; wrap at ${MAX_MARKDOWN_LINE}`);
    }
    return errors.map((error) => ({ line, error }));
  });
}

const TITLE_START =
  /^(of|by|for|from|to|in|on|with|as|that|which|what|who|whose|whether|where|it|its|not|nor|but|is|are|has|does)\b/i;

/**
 * Returns the errors of a title: denied phrases, a missing subject, and a test title with fewer than four
 * words.
 */
export function checkTitle(title: string, kind: "test" | "describe" | "row"): string[] {
  const errors = denied(title);
  if (/\((D|C|M)\)/.test(title)) errors.push("a source mark; write [AWS docs], [captured] or [measured]");
  if (kind === "row") return errors;
  if (TITLE_START.test(title)) errors.push("starts without a subject; write a full sentence");
  const isComposed = /%[a-z]|\$\w/.test(title);
  if (kind === "test" && !isComposed && title.trim().split(/\s+/).length < 4) {
    errors.push("fewer than four words; write a full sentence");
  }
  return errors;
}
