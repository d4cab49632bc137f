import type { Budget } from "./budget";
import { callMethod } from "./call-method";
import { applyOperator } from "./operators";
import type { VariableScope } from "./scope";
import type { ReferenceStep, TemplateBlock, TemplateExpression, TemplateReference } from "./syntax";
import { RenderProblem } from "./template-error";
import { JavaList, JavaMap, JavaObject, type TemplateValue } from "./values";

/** Evaluates the expressions of a template. */
export class Evaluator {
  /** Offset of the reference or directive that is evaluated, for the position of an error. */
  offset = 0;

  private readonly budget: Budget;
  private readonly renderText: (body: TemplateBlock, scope: VariableScope) => string;

  /** @param renderText renders a text in double quotes */
  constructor(budget: Budget, renderText: (body: TemplateBlock, scope: VariableScope) => string) {
    this.budget = budget;
    this.renderText = renderText;
  }

  /** Returns the value of an expression. A missing value and `null` are `""`. */
  evaluate(expression: TemplateExpression, scope: VariableScope): TemplateValue {
    switch (expression.kind) {
      case "literal":
        return expression.value;
      case "interpolation":
        return this.renderText(expression.body, scope);
      case "reference":
        return this.readReference(expression, scope);
      case "list":
        this.budget.spend(expression.items.length);
        return new JavaList(
          expression.items.map((item) => this.evaluate(item, scope)),
          "list",
        );
      case "map":
        this.budget.spend(expression.entries.length);
        return new JavaMap(
          new Map(
            expression.entries.map(([key, value]) => [
              this.evaluate(key, scope),
              this.evaluate(value, scope),
            ]),
          ),
        );
      case "range":
        return this.evaluateRange(expression, scope);
      case "not":
        return !this.test(expression.operand, scope);
      case "binary":
        return this.evaluateBinary(expression, scope);
    }
  }

  private evaluateRange(
    range: Extract<TemplateExpression, { kind: "range" }>,
    scope: VariableScope,
  ): TemplateValue {
    const [from, to] = [this.evaluate(range.from, scope), this.evaluate(range.to, scope)];
    this.offset = range.offset;
    if (typeof from !== "bigint" || typeof to !== "bigint") return "";
    const [step, size] = from <= to ? [1n, to - from + 1n] : [-1n, from - to + 1n];
    this.budget.spend(Number(size));
    return new JavaList(
      Array.from({ length: Number(size) }, (_, index) => from + step * BigInt(index)),
      "list",
    );
  }

  private evaluateBinary(
    expression: Extract<TemplateExpression, { kind: "binary" }>,
    scope: VariableScope,
  ): TemplateValue {
    const { operator, left, right } = expression;
    if (operator === "and") return this.test(left, scope) && this.test(right, scope);
    if (operator === "or") return this.test(left, scope) || this.test(right, scope);
    const operands = [this.evaluate(left, scope), this.evaluate(right, scope)] as const;
    this.offset = expression.offset;
    return applyOperator(operator, ...operands, this.budget);
  }

  /**
   * Returns whether a condition is met. Every reference that is not `false` is true, even a missing one, because its
   * value is `""`. A literal other than `true` is false.
   */
  test(condition: TemplateExpression, scope: VariableScope): boolean {
    switch (condition.kind) {
      case "literal":
        return condition.value === true;
      case "reference":
        return this.readReference(condition, scope) !== false;
      case "not":
      case "binary":
        return this.evaluate(condition, scope) === true;
      default:
        return false;
    }
  }

  /** Returns the value of an argument of a macro; `null` for a variable that is not set. */
  evaluateArgument(argument: TemplateExpression, scope: VariableScope): TemplateValue {
    const isVariable = argument.kind === "reference" && argument.steps.length === 0;
    return isVariable ? this.findValue(argument, scope) : this.evaluate(argument, scope);
  }

  private readReference(reference: TemplateReference, scope: VariableScope): TemplateValue {
    return this.findValue(reference, scope) ?? "";
  }

  private findValue({ name, steps, offset }: TemplateReference, scope: VariableScope): TemplateValue {
    this.budget.spend(1);
    let value = scope.get(name) ?? null;
    for (const step of steps) value = this.readStep(value, step, scope, offset) ?? null;
    this.offset = offset;
    return value;
  }

  private readStep(
    value: TemplateValue,
    step: ReferenceStep,
    scope: VariableScope,
    offset: number,
  ): TemplateValue | undefined {
    switch (step.kind) {
      case "property":
        return readProperty(value, step.name);
      case "index": {
        const index = this.evaluate(step.index, scope);
        this.offset = offset;
        if (value instanceof JavaMap) return value.entries.get(index);
        return value instanceof JavaList ? value.values[findPosition(value, index)] : undefined;
      }
      case "method": {
        const args = step.args.map((argument) => this.evaluate(argument, scope));
        this.offset = offset;
        // Every method of a missing value has no result.
        return value === null ? null : callMethod(value, step.signature, args, this.budget);
      }
    }
  }

  /** Assigns a value to a reference. @throws RenderProblem if the reference cannot be set */
  assign(target: TemplateReference, value: TemplateValue, scope: VariableScope): void {
    const last = target.steps.at(-1);
    if (!last) {
      scope.set(target.name, value);
      return;
    }
    const owner = this.readReference({ ...target, steps: target.steps.slice(0, -1) }, scope);
    const key = last.kind === "index" ? this.evaluate(last.index, scope) : last.name;
    this.offset = target.offset;
    if (owner instanceof JavaMap) owner.put(key, value);
    else if (owner instanceof JavaList && last.kind === "index")
      owner.values[findPosition(owner, key)] = value;
    else
      throw new RenderProblem(
        `"${target.text}" cannot be set, because the value in front is not a map or a list.`,
      );
  }
}

function readProperty(value: TemplateValue, name: string): TemplateValue | undefined {
  const property = value instanceof JavaObject ? value.readProperty(name) : undefined;
  if (property !== undefined || name !== "empty") return property;
  // Velocity reads the property "empty" with the method isEmpty().
  if (typeof value === "string") return value === "" ? "" : false;
  return value instanceof JavaList ? value.values.length === 0 : undefined;
}

/** Returns the position of an index. A negative index counts from the end. */
function findPosition({ values, kind }: JavaList, index: TemplateValue): number {
  if (kind === "set") throw new RenderProblem("a set has no order, so it has no index. Use #foreach.");
  if (typeof index !== "bigint") throw new RenderProblem("the index of a list must be an integer.");
  const position = index < 0n ? index + BigInt(values.length) : index;
  if (position >= 0n && position < BigInt(values.length)) return Number(position);
  throw new RenderProblem(`the index ${index} is out of range; the list has ${values.length} items.`);
}
