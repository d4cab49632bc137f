/** Literal of an expression: an integer is a bigint, and a decimal number is a number. */
export type Literal = string | bigint | number | boolean;

export type BinaryOperator =
  | "or"
  | "and"
  | "eq"
  | "ne"
  | "lt"
  | "gt"
  | "le"
  | "ge"
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "remainder";

/** Expression of a directive or an argument. */
export type TemplateExpression =
  | { readonly kind: "literal"; readonly value: Literal }
  /** Text in double quotes that contains references or directives. */
  | { readonly kind: "interpolation"; readonly body: TemplateBlock }
  | TemplateReference
  | { readonly kind: "list"; readonly items: readonly TemplateExpression[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [TemplateExpression, TemplateExpression])[] }
  | {
      readonly kind: "range";
      readonly from: TemplateExpression;
      readonly to: TemplateExpression;
      readonly offset: number;
    }
  | { readonly kind: "not"; readonly operand: TemplateExpression }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: TemplateExpression;
      readonly right: TemplateExpression;
      readonly offset: number;
    };

/** Reference to a variable and to its properties, such as `$input.path("$.pets")[0].name`. */
export interface TemplateReference {
  readonly kind: "reference";
  /** Name of the variable. */
  readonly name: string;
  readonly steps: readonly ReferenceStep[];
  /** Source text of the reference. */
  readonly text: string;
  /** Offset of the reference in the template. */
  readonly offset: number;
}

/** Access to a part of a value. */
export type ReferenceStep =
  | { readonly kind: "property"; readonly name: string }
  | { readonly kind: "index"; readonly index: TemplateExpression }
  | {
      readonly kind: "method";
      readonly name: string;
      /** Name and number of arguments, such as `substring/2`. */
      readonly signature: string;
      readonly args: readonly TemplateExpression[];
    };

/** Part of a template. */
export type TemplateStatement =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "print"; readonly reference: TemplateReference }
  | { readonly kind: "set"; readonly target: TemplateReference; readonly value: TemplateExpression }
  | { readonly kind: "if"; readonly branches: readonly Branch[]; readonly otherwise: TemplateBlock }
  | {
      readonly kind: "foreach";
      readonly variable: string;
      readonly items: TemplateExpression;
      readonly body: TemplateBlock;
      readonly offset: number;
    }
  | { readonly kind: "define"; readonly variable: string; readonly body: TemplateBlock }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly args: readonly TemplateExpression[];
      readonly offset: number;
    }
  | { readonly kind: "break" };

/** Statements that are rendered in order. */
export type TemplateBlock = readonly TemplateStatement[];

/** Condition of an `#if` or `#elseif`, with its block. */
export interface Branch {
  readonly condition: TemplateExpression;
  readonly body: TemplateBlock;
}

/** Macro that the template defines. */
export interface Macro {
  readonly parameters: readonly string[];
  readonly body: TemplateBlock;
}
