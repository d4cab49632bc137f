import type { TemplateProblem } from "./template-error";

/** Problem that ends the parsing of a construct. The block parser records it and continues after the construct. */
export class SyntaxProblem extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/** Position in the text of a template, or in a text in double quotes inside a template. */
export class Cursor {
  /** Index of the next character. */
  index = 0;

  readonly text: string;
  readonly base: number;
  readonly problems: TemplateProblem[];
  private depth: number;

  /**
   * @param text text to read
   * @param base offset of this text in the template
   * @param problems list to which problems are added
   * @param depth number of blocks and brackets around this text
   */
  constructor(text: string, base: number, problems: TemplateProblem[], depth = 0) {
    this.text = text;
    this.base = base;
    this.problems = problems;
    this.depth = depth;
  }

  get isAtEnd(): boolean {
    return this.index >= this.text.length;
  }

  get offset(): number {
    return this.base + this.index;
  }

  get nesting(): number {
    return this.depth;
  }

  /** Records a problem. After many problems, the rest of the text is skipped. */
  report(offset: number, message: string): void {
    this.problems.push({ offset, message });
    if (this.problems.length >= MAX_PROBLEMS) this.index = this.text.length;
  }

  /** Reads a match at the current position. @param pattern regular expression with the flag `y` */
  read(pattern: RegExp): RegExpExecArray | undefined {
    const match = this.peek(pattern);
    if (match) this.index += match[0].length;
    return match;
  }

  /** Returns a match at the current position, and stays there. @param pattern regular expression with the flag `y` */
  peek(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.index;
    return pattern.exec(this.text) ?? undefined;
  }

  /** Reads an expected character. @throws SyntaxProblem if another character follows */
  expect(character: string, construct: string): void {
    if (this.text[this.index] !== character)
      this.fail(`${construct} is not complete; expected "${character}"`);
    this.index += 1;
  }

  /** @throws SyntaxProblem with the character at the current position */
  fail(problem: string): never {
    const actual = this.isAtEnd ? "the end of the text" : JSON.stringify(this.text[this.index]);
    throw new SyntaxProblem(this.offset, `${problem}, found ${actual}.`);
  }

  /** Reads a construct that can contain itself. @throws SyntaxProblem if the nesting is too deep */
  nested<Result>(read: () => Result): Result {
    if (this.depth >= MAX_NESTING) {
      throw new SyntaxProblem(
        this.offset,
        `the template has more than ${MAX_NESTING} nested parts. Simplify it.`,
      );
    }
    this.depth += 1;
    try {
      return read();
    } finally {
      this.depth -= 1;
    }
  }
}

/** Maximum number of blocks, brackets and quoted texts inside each other, so that parsing cannot exhaust the stack. */
const MAX_NESTING = 100;

/** Maximum number of problems of a template, so that a long text that is not a template does not need much time. */
const MAX_PROBLEMS = 100;
