import { StackError } from "./parsed-stack";

/** Parts of an {@link UnknownValue} that have a default. */
interface UnknownDetails {
  /** Text that contains the expression, as written in Terraform. Default: the expression alone. */
  readonly text?: string;
  /** Fix for the error message, as a sentence. Default: `Write a literal value.` */
  readonly fix?: string;
  /** Argument that contains the expression: `function_name of aws_lambda_function.health`. */
  readonly origin?: string;
}

/** Placeholder for a value that cannot be known without AWS or real Terraform. */
export class UnknownValue {
  /** Terraform expression without `${` and `}`: `timestamp()`. */
  readonly expression: string;
  /** Reason why the expression cannot be evaluated: `the function timestamp() is not evaluated`. */
  readonly reason: string;
  /** Text that contains the expression, as written in Terraform: `GET /${var.path}`. */
  readonly text: string;
  /** Sentence that describes how to make the value known: `Write a literal value.` */
  readonly fix: string;
  /** Argument that contains the expression, if another resource or data source refers to this argument. */
  readonly origin?: string;

  constructor(expression: string, reason: string, { text, fix, origin }: UnknownDetails = {}) {
    this.expression = expression;
    this.reason = reason;
    this.text = text ?? this.source;
    this.fix = fix ?? "Write a literal value.";
    this.origin = origin;
  }

  /** Returns the same unknown value as a part of a longer text. */
  inText(text: string): UnknownValue {
    return new UnknownValue(this.expression, this.reason, { ...this, text });
  }

  /** Returns the same unknown value with an origin. An origin that is already set is kept. */
  withOrigin(origin: string): UnknownValue {
    return new UnknownValue(this.expression, this.reason, { ...this, origin: this.origin ?? origin });
  }

  /** Describes the value for messages: `${timestamp()} (the function timestamp() is not evaluated)`. */
  describe(): string {
    const place = this.origin === undefined ? "" : ` in ${this.origin}`;
    return `${shorten(this.source)}${place} (${shorten(this.reason)})`;
  }

  /** Expression as it is written in Terraform: `${timestamp()}`. */
  get source(): string {
    // A directive, such as `%{ if … }`, is parsed as an expression that starts with `%`.
    return this.expression.startsWith("%") ? `%{${this.expression.slice(1)}}` : `\${${this.expression}}`;
  }
}

/** Maximum number of characters of a value in a message. */
const SHOWN_CHARACTERS = 160;

/** Returns a value for a message: in one line, and without its middle if it is long. */
export function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  if (line.length <= SHOWN_CHARACTERS) return line;
  const half = SHOWN_CHARACTERS / 2;
  return `${line.slice(0, half)} … ${line.slice(-half)}`;
}

/**
 * Describes who knows the attributes of a resource or data source: `known only to AWS`, or `known only to the provider
 * random`. Terraform derives the name of the provider from the type.
 */
export function describeOwner(type: string): string {
  const [provider] = type.split("_");
  if (provider === "aws") return "known only to AWS";
  return provider === "terraform" ? "known only to Terraform" : `known only to the provider ${provider}`;
}

/** Thrown if a value is needed that cannot be known without AWS or real Terraform. */
export class EvaluationError extends StackError {
  override readonly name = "EvaluationError";
}

/** Returns the first unknown value in a value, at any depth, or `undefined` if the value is known completely. */
export function findUnknown(value: unknown): UnknownValue | undefined {
  if (value instanceof UnknownValue) return value;
  if (value === null || typeof value !== "object") return undefined;
  for (const item of Object.values(value)) {
    const unknown = findUnknown(item);
    if (unknown) return unknown;
  }
  return undefined;
}

/**
 * Returns the value unchanged.
 *
 * @param where place of the value for the error message: `aws_lambda_function.health: timeout`
 * @throws EvaluationError if the value is unknown, or contains unknown values. The error lists each of them, with its
 * path inside the value: `aws_lambda_function.health: environment.variables.TABLE`
 */
export function requireKnown(value: unknown, where: string): unknown {
  const errors = listErrors(value, where);
  if (errors.length > 0) throw new EvaluationError(...errors);
  return value;
}

function listErrors(value: unknown, where: string): string[] {
  if (value instanceof UnknownValue) return [`${where}: cannot evaluate ${value.describe()}. ${value.fix}`];
  if (Array.isArray(value)) return value.flatMap((item, index) => listErrors(item, `${where}[${index}]`));
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, item]) => listErrors(item, `${where}.${key}`));
}
