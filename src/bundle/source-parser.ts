import { readFileSync } from "node:fs";
import path from "node:path";
import type { ParserOptions } from "@babel/parser";

type Parser = typeof import("@babel/parser");
/** Result of the parser: a syntax tree and its tokens. */
export type ParsedSource = ReturnType<Parser["parse"]>;

/**
 * Parses a source file of the project. Returns `undefined` if the file is not valid, because esbuild then reports the
 * error.
 *
 * @param file path whose extension selects the syntax
 */
export function parseSource(file: string, text: string): ParsedSource | undefined {
  const isTypeScript = /\.[cm]?tsx?$/.test(file);
  const hasJsx = !/\.[cm]?ts$/.test(file);
  const plugins: ParserOptions["plugins"] = [
    "decorators-legacy",
    ...(isTypeScript ? (["typescript"] as const) : []),
    ...(hasJsx ? (["jsx"] as const) : []),
  ];
  try {
    return loadParser().parse(text, { sourceType: "unambiguous", tokens: true, plugins });
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Reads a JSON file that may have comments and trailing commas, such as `tsconfig.json`. Returns `{}` if it is invalid. */
export function readJsonWithComments(file: string): Record<string, unknown> {
  try {
    const value = evaluate(loadParser().parseExpression(readFileSync(file, "utf8")));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch (error) {
    if (error instanceof SyntaxError || path.isAbsolute(String((error as NodeJS.ErrnoException).path)))
      return {};
    throw error;
  }
}

/** Loads the parser for the first file that needs it. Many projects have no such file. */
function loadParser(): Parser {
  return require("@babel/parser");
}

type Expression = ReturnType<Parser["parseExpression"]>;

/** Returns the value of an expression that consists of literals. */
function evaluate(node: Expression): unknown {
  switch (node.type) {
    case "StringLiteral":
    case "NumericLiteral":
    case "BooleanLiteral":
      return node.value;
    case "ArrayExpression":
      return node.elements.map((element) => evaluate(element as Expression));
    case "ObjectExpression":
      return Object.fromEntries(
        node.properties.flatMap((property) =>
          property.type === "ObjectProperty" && property.key.type === "StringLiteral"
            ? [[property.key.value, evaluate(property.value as Expression)]]
            : [],
        ),
      );
    default:
      return undefined;
  }
}
