import { Cursor, SyntaxProblem } from "./cursor";
import { parseReference } from "./parse-expression";
import {
  type ForeachHeader,
  LINE_END,
  type MacroHeader,
  parseCallArguments,
  parseCondition,
  parseDefineHeader,
  parseForeachHeader,
  parseMacroHeader,
  parseSet,
} from "./parse-header";
import type { Branch, Macro, TemplateBlock, TemplateExpression, TemplateStatement } from "./syntax";
import type { TemplateProblem } from "./template-error";
import {
  readCharacter,
  readUntil,
  reportLostEscape,
  reportLostSign,
  reportPrintedComment,
} from "./text-tokens";

/** Template as a tree. `problems` is empty if the text is valid. */
export interface SyntaxTree {
  readonly body: TemplateBlock;
  readonly macros: ReadonlyMap<string, Macro>;
  readonly problems: readonly TemplateProblem[];
}

/** Name of a directive after `#`, with or without braces. */
const DIRECTIVE = /#(?:\{([A-Za-z_]\w*)\}|([A-Za-z_@][\w@]*))/y;

/** Directives that Velocity has, but API Gateway does not document. */
const UNSUPPORTED = ["stop", "parse", "include", "evaluate", "literal"];

const DIRECTIVES = ["if", "elseif", "else", "end", "set", "foreach", "macro", "define", "break"];

/** Directive that ends a block. */
interface BlockEnd {
  readonly name: "end" | "else" | "elseif";
  readonly offset: number;
}

/**
 * Parses a template as Velocity 1.7 does, including its rules for white space.
 *
 * @see https://velocity.apache.org/engine/1.7/user-guide.html
 */
export function parseSyntax(text: string): SyntaxTree {
  const macros = new Map<string, Macro>();
  const calls: { readonly name: string; readonly offset: number }[] = [];
  const problems: TemplateProblem[] = [];
  const names = findMacroNames(text);
  const body = new BlockParser(new Cursor(text, 0, problems), names, macros, calls).parseAll();
  for (const { name, offset } of calls.filter((call) => !macros.has(call.name))) {
    problems.push({ offset, message: `"#${name}" is not a directive, and the template has no such macro.` });
  }
  return { body, macros, problems };
}

/** Returns the names of all macros. A template can call a macro in front of its definition. */
function findMacroNames(text: string): ReadonlySet<string> {
  return new Set(Array.from(text.matchAll(/#(?:macro|\{macro\})\s*\(\s*(\w+)/g), ([, name = ""]) => name));
}

/** Parses the statements of one text. A text in double quotes has a separate parser. */
class BlockParser {
  private end: BlockEnd | undefined;

  private readonly cursor: Cursor;
  private readonly macroNames: ReadonlySet<string>;
  private readonly macros: Map<string, Macro>;
  private readonly calls: { readonly name: string; readonly offset: number }[];

  constructor(
    cursor: Cursor,
    macroNames: ReadonlySet<string>,
    macros: Map<string, Macro>,
    calls: { readonly name: string; readonly offset: number }[],
  ) {
    this.cursor = cursor;
    this.macroNames = macroNames;
    this.macros = macros;
    this.calls = calls;
  }

  /** Parses the whole text. */
  parseAll(): TemplateBlock {
    let body: TemplateBlock = [];
    do {
      body = body.concat(this.parseBlock());
      if (this.end)
        this.cursor.report(this.end.offset, `"#${this.end.name}" has no "#if" in front of it. Remove it.`);
    } while (this.end);
    return body;
  }

  /** Parses statements up to `#end`, `#else`, `#elseif` or the end of the text. `end` is the directive found. */
  private parseBlock(): TemplateBlock {
    const { cursor } = this;
    const block: TemplateStatement[] = [];
    this.end = undefined;
    while (!cursor.isAtEnd && !this.end) {
      const [text = ""] = cursor.read(/[^$#\\]+/y) ?? [];
      // A token starts here, so the blanks between another directive and #set are not part of the output.
      const isIgnored = /^[ \t]*$/.test(text) && cursor.peek(SET);
      if (text !== "" && !isIgnored) block.push({ kind: "text", text });
      if (!cursor.isAtEnd) this.recover(() => this.parseSpecial(block));
    }
    return block;
  }

  /** Records a problem, and continues at the character of the problem. */
  private recover(parse: () => void): void {
    const { index } = this.cursor;
    try {
      parse();
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      this.cursor.index = Math.max(this.cursor.index, index + 1);
      this.cursor.report(error.offset, error.message);
    }
  }

  private parseSpecial(block: TemplateStatement[]): void {
    const { cursor } = this;
    const [backslashes] = cursor.read(/\\+/y) ?? [];
    if (backslashes !== undefined) {
      this.parseEscape(block, backslashes);
      return;
    }
    if (cursor.peek(/\$/y)) {
      const reference = parseReference(cursor, this.parseText);
      if (!reference) reportLostSign(cursor, this.isDirective);
      block.push(reference ? { kind: "print", reference } : { kind: "text", text: readCharacter(cursor) });
      if (reference) reportPrintedComment(cursor, reference);
      return;
    }
    if (cursor.read(/##[^\r\n]*(?:\r\n|\n|\r)?/y)) return;
    if (cursor.peek(/#\*/y)) {
      readUntil(cursor, "#*", "*#", "comment");
      return;
    }
    if (cursor.peek(/#\[\[/y)) {
      block.push({ kind: "text", text: readUntil(cursor, "#[[", "]]#", "literal text") });
      return;
    }
    this.parseDirective(block);
  }

  /** Parses backslashes. They escape a reference or a directive that follows, and are text otherwise. */
  private parseEscape(block: TemplateStatement[], backslashes: string): void {
    const { cursor } = this;
    const isEscaped = backslashes.length % 2 === 1;
    const half = backslashes.slice(0, Math.floor(backslashes.length / 2));
    const reference = parseReference(cursor, this.parseText);
    if (reference) {
      block.push({ kind: "text", text: isEscaped ? half + reference.text : half });
      if (!isEscaped) block.push({ kind: "print", reference });
      return;
    }
    if (isEscaped) reportLostEscape(cursor);
    const [text = "", braced, bare = ""] = cursor.peek(DIRECTIVE) ?? [];
    const name = braced ?? bare;
    const isDirective = this.isDirective(name);
    if (isEscaped && text !== "") {
      cursor.index += text.length;
      block.push({ kind: "text", text: (isDirective ? half : backslashes) + text });
      return;
    }
    // Velocity keeps both backslashes in front of #set.
    block.push({ kind: "text", text: isDirective && !cursor.peek(SET) ? half : backslashes });
  }

  private readonly isDirective = (name: string): boolean =>
    DIRECTIVES.includes(name) || this.macroNames.has(name);

  private parseDirective(block: TemplateStatement[]): void {
    const { cursor } = this;
    const { offset } = cursor;
    const [text, braced, bare = ""] = cursor.read(DIRECTIVE) ?? [];
    if (text === undefined) {
      reportLostSign(cursor, this.isDirective);
      block.push({ kind: "text", text: readCharacter(cursor) });
      return;
    }
    const name = braced ?? bare;
    if (name === "end" || name === "else") {
      cursor.read(LINE_END);
      this.end = { name, offset };
    } else if (name === "elseif") {
      this.end = { name, offset };
    } else if (name === "break") {
      block.push({ kind: "break" });
    } else if (UNSUPPORTED.includes(name) || name.startsWith("@")) {
      this.cursor.report(offset, `the directive "#${name}" is not supported. Remove it.`);
    } else if (this.macroNames.has(name) && !DIRECTIVES.includes(name)) {
      block.push(this.parseCall(name, offset));
    } else if (!cursor.peek(/\s*\(/y)) {
      if (DIRECTIVES.includes(name))
        throw new SyntaxProblem(offset, `"#${name}" needs parentheses. Add "(".`);
      block.push({ kind: "text", text });
    } else {
      this.parseStatement(block, name, offset);
    }
  }

  private parseStatement(block: TemplateStatement[], name: string, offset: number): void {
    this.cursor.nested(() => {
      if (name === "set") block.push(parseSet(this.cursor, this.parseText));
      else if (name === "if") block.push(this.parseIf(offset));
      else if (name === "foreach") block.push(this.parseForeach(offset));
      else if (name === "define") block.push(this.parseDefine(offset));
      else if (name === "macro") this.parseMacro(offset);
      else this.calls.push({ name, offset });
    });
  }

  private parseIf(offset: number): TemplateStatement {
    const branches: Branch[] = [];
    let otherwise: TemplateBlock = [];
    let name = "if";
    for (;;) {
      if (name === "else") {
        otherwise = this.parseBlock();
        break;
      }
      const condition = this.parseHeader(name);
      branches.push({ condition, body: this.parseBlock() });
      if (!this.end || this.end.name === "end") break;
      name = this.end.name;
    }
    this.closeBlock("#if", offset);
    return { kind: "if", branches, otherwise };
  }

  /** Parses the condition of `#if` or `#elseif`. The block after an invalid condition is parsed nevertheless. */
  private parseHeader(name: string): TemplateExpression {
    let condition: TemplateExpression = { kind: "literal", value: false };
    this.recover(() => {
      condition = parseCondition(this.cursor, this.parseText, `"#${name}"`);
    });
    return condition;
  }

  /** Requires that the block before ended with `#end`. */
  private closeBlock(directive: string, offset: number): void {
    const last = this.end;
    this.end = undefined;
    if (last?.name === "end") return;
    if (last) this.cursor.report(last.offset, `"#${last.name}" is not allowed here; expected "#end".`);
    else this.cursor.report(offset, `"${directive}" has no end. Add "#end".`);
  }

  private parseForeach(offset: number): TemplateStatement {
    let header: ForeachHeader = { variable: "", items: { kind: "list", items: [] } };
    this.recover(() => {
      header = parseForeachHeader(this.cursor, this.parseText);
    });
    const body = this.parseBlock();
    this.closeBlock("#foreach", offset);
    return { kind: "foreach", ...header, body, offset };
  }

  private parseDefine(offset: number): TemplateStatement {
    let variable = "";
    this.recover(() => {
      variable = parseDefineHeader(this.cursor, this.parseText);
    });
    const body = this.parseBlock();
    this.closeBlock("#define", offset);
    return { kind: "define", variable, body };
  }

  private parseMacro(offset: number): void {
    let header: MacroHeader = { name: "", parameters: [] };
    this.recover(() => {
      header = parseMacroHeader(this.cursor, this.parseText);
    });
    if (DIRECTIVES.includes(header.name))
      this.cursor.report(offset, `a macro cannot have the name "${header.name}".`);
    const body = this.parseBlock();
    this.closeBlock("#macro", offset);
    this.macros.set(header.name, { parameters: header.parameters, body });
  }

  private parseCall(name: string, offset: number): TemplateStatement {
    this.calls.push({ name, offset });
    return {
      kind: "call",
      name,
      args: parseCallArguments(this.cursor, this.parseText, `"#${name}"`),
      offset,
    };
  }

  private readonly parseText = (text: string, base: number, parent: Cursor): TemplateBlock => {
    // A blank after the text, which is removed again, makes a "$" or "#" at its end valid.
    const end = text.includes("##") ? "" : " ";
    const cursor = new Cursor(text + end, base, parent.problems, parent.nesting);
    const block = new BlockParser(cursor, this.macroNames, this.macros, this.calls).parseAll();
    const last = block.at(-1);
    if (end === "" || last?.kind !== "text") return block;
    return [...block.slice(0, -1), { kind: "text", text: last.text.slice(0, -1) }];
  };
}

/** Start of `#set`. Velocity ignores the blanks in front of it. */
const SET = /#(?:set|\{set\}) *\(/y;
