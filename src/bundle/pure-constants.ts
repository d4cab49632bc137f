import type { ParsedSource } from "./source-parser";

/** Node of a syntax tree, with the fields that this file reads. A field exists only in the kinds of nodes that have it. */
interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly value: SyntaxNode;
  readonly kind: string;
  readonly importKind: string;
  readonly operator: string;
  readonly computed: boolean;
  readonly source: { readonly value: string };
  readonly specifiers: readonly { readonly importKind: string; readonly local: SyntaxNode }[];
  readonly declaration?: SyntaxNode;
  readonly declarations: readonly SyntaxNode[];
  readonly id: SyntaxNode;
  readonly init?: SyntaxNode;
  readonly key: SyntaxNode;
  readonly object: SyntaxNode;
  readonly callee: SyntaxNode;
  readonly argument: SyntaxNode;
  readonly expression: SyntaxNode;
  readonly arguments: readonly SyntaxNode[];
  readonly elements: readonly (SyntaxNode | null)[];
  readonly properties: readonly SyntaxNode[];
  readonly expressions: readonly SyntaxNode[];
}

/** Import statement of a file. */
export interface ImportStatement {
  readonly start: number;
  readonly end: number;
  readonly specifier: string;
  /** Local names of the imported values. */
  readonly names: readonly string[];
}

/** Constant whose declaration has no side effect. */
export interface PureConstant {
  readonly name: string;
  readonly isExported: boolean;
  /** Position of the statement. */
  readonly start: number;
  readonly end: number;
  /** Position of the initializer. */
  readonly initializer: { readonly start: number; readonly end: number };
  /** Names in the initializer: other constants, and imported values. */
  readonly references: readonly string[];
}

/** Parts of a source file that can be bundled separately. */
export interface SplitSource {
  readonly imports: readonly ImportStatement[];
  /** Constants whose declaration can run before the other statements. */
  readonly constants: readonly PureConstant[];
  /** Constants whose declaration must stay in place, because other statements use the same values. */
  readonly ordered: readonly PureConstant[];
  /** Positions of statements that only declare types. */
  readonly types: readonly { readonly start: number; readonly end: number }[];
}

/**
 * Finds the constants of a file whose declarations have no side effect. The initializer of such a constant consists of
 * literals, of imported values, of other such constants, and of calls to packages without side effects.
 *
 * @param purePackages import paths of packages whose functions have no side effect
 */
export function splitSource(source: ParsedSource, purePackages: ReadonlySet<string>): SplitSource {
  const imports = listImports(source);
  const packageNames = new Set(
    imports.filter(({ specifier }) => purePackages.has(specifier)).flatMap(({ names }) => names),
  );
  const known: KnownNames = {
    values: new Set(imports.flatMap(({ names }) => names)),
    callable: packageNames,
  };
  const constants: PureConstant[] = [];
  const types: SyntaxNode[] = [];
  const others: SyntaxNode[] = [];
  for (const statement of listStatements(source)) {
    if (statement.type === "ImportDeclaration") continue;
    const constant = readConstant(statement, known);
    if (isTypeStatement(statement)) types.push(statement);
    else if (constant) {
      constants.push(constant);
      known.values.add(constant.name);
      if (isPackageCall(constantDeclaration(statement)?.init, known)) known.callable.add(constant.name);
    } else others.push(statement);
  }
  const ordered = findOrdered(constants, new Set(others.flatMap((node) => listNames(node))));
  return {
    imports,
    constants: constants.filter((constant) => !ordered.has(constant)),
    ordered: [...ordered],
    types,
  };
}

/**
 * Returns the constants that share a value with another statement, directly or through other constants. The statement
 * may change the value: `extendZodWithOpenApi(z)` adds methods that the next constant calls.
 */
function findOrdered(constants: readonly PureConstant[], shared: Set<string>): ReadonlySet<PureConstant> {
  const ordered = new Set<PureConstant>();
  for (let size = -1; size !== ordered.size; ) {
    size = ordered.size;
    for (const constant of constants) {
      if (![constant.name, ...constant.references].some((name) => shared.has(name))) continue;
      ordered.add(constant);
      shared.add(constant.name);
    }
  }
  return ordered;
}

interface KnownNames {
  /** Names that an initializer may contain. */
  readonly values: Set<string>;
  /** Names that an initializer may call, or whose methods it may call. */
  readonly callable: Set<string>;
}

/** Lists the import statements of a file, without those that import only types. */
export function listImports(source: ParsedSource): ImportStatement[] {
  return listStatements(source).flatMap(readImport);
}

function listStatements({ program }: ParsedSource): readonly SyntaxNode[] {
  return program.body as unknown as readonly SyntaxNode[];
}

function readImport(node: SyntaxNode): ImportStatement[] {
  if (node.type !== "ImportDeclaration" || node.importKind === "type") return [];
  const values = node.specifiers.filter(({ importKind }) => importKind !== "type");
  const names = values.map(({ local }) => local.name);
  return [{ start: node.start, end: node.end, specifier: node.source.value, names }];
}

function isTypeStatement(statement: SyntaxNode): boolean {
  const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
  return /^TS(TypeAlias|Interface)Declaration$/.test(declaration?.type ?? "");
}

/** Returns the only declaration of a statement, such as `export const a = 1`. */
function constantDeclaration(statement: SyntaxNode): SyntaxNode | undefined {
  const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
  const isConstant = declaration?.type === "VariableDeclaration" && declaration.kind === "const";
  return isConstant && declaration.declarations.length === 1 ? declaration.declarations[0] : undefined;
}

function readConstant(statement: SyntaxNode, known: KnownNames): PureConstant | undefined {
  const declaration = constantDeclaration(statement);
  if (declaration?.id.type !== "Identifier" || !declaration.init || !isPure(declaration.init, known))
    return undefined;
  return {
    name: declaration.id.name,
    isExported: statement.type === "ExportNamedDeclaration",
    start: statement.start,
    end: statement.end,
    initializer: { start: declaration.init.start, end: declaration.init.end },
    references: [...new Set(listNames(declaration.init))],
  };
}

/** Returns true for an expression that can be removed if its value is not used. */
function isPure(node: SyntaxNode, known: KnownNames): boolean {
  switch (node.type) {
    case "StringLiteral":
    case "NumericLiteral":
    case "BooleanLiteral":
    case "NullLiteral":
    case "BigIntLiteral":
    case "RegExpLiteral":
      return true;
    case "TemplateLiteral":
      return node.expressions.length === 0;
    case "Identifier":
      return node.name === "undefined" || known.values.has(node.name);
    case "UnaryExpression":
      return node.operator === "-" && node.argument.type === "NumericLiteral";
    case "ArrayExpression":
      return node.elements.every((element) => element !== null && isPure(element, known));
    case "ObjectExpression":
      return node.properties.every((property) => isPure(property, known));
    case "ObjectProperty":
      return (!node.computed || node.key.type === "StringLiteral") && isPure(node.value, known);
    case "SpreadElement":
      return isPure(node.argument, known);
    case "MemberExpression":
      return !node.computed && isPure(node.object, known);
    case "CallExpression":
      return isPackageCall(node, known) && node.arguments.every((argument) => isPure(argument, known));
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
      return isPure(node.expression, known);
    default:
      return false;
  }
}

/** Returns true for a call of a package's function, or of a method of such a call: `z.string().min(1)`. */
function isPackageCall(node: SyntaxNode | undefined, known: KnownNames): boolean {
  if (node?.type !== "CallExpression") return false;
  const { callee } = node;
  if (callee.type === "Identifier") return known.callable.has(callee.name);
  if (callee.type !== "MemberExpression" || callee.computed) return false;
  let { object } = callee;
  while (object.type === "MemberExpression" && !object.computed) object = object.object;
  if (object.type === "Identifier") return known.callable.has(object.name);
  return isPackageCall(object, known) && object.arguments.every((argument) => isPure(argument, known));
}

/** Lists all identifiers in a syntax tree, including the names of properties. */
function listNames(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(listNames);
  if (node === null || typeof node !== "object") return [];
  const { type, name } = node as Partial<SyntaxNode>;
  const own = /^(JSX)?Identifier$/.test(type ?? "") && name !== undefined ? [name] : [];
  const children = Object.entries(node).filter(
    ([key]) => !/^(loc|tokens|.*[cC]omments|extra|errors)$/.test(key),
  );
  return [...own, ...children.flatMap(([, child]) => listNames(child))];
}
