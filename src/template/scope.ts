import type { TemplateExpression } from "./syntax";
import type { TemplateValue } from "./values";

/** Variables of a template, or of the call of a macro. */
export interface VariableScope {
  /** Returns the value of a variable; `undefined` if it is not set. */
  get(name: string): TemplateValue | undefined;
  /** Sets a variable. `undefined` removes it. */
  set(name: string, value: TemplateValue | undefined): void;
}

/** Variables of the template. */
export class GlobalScope implements VariableScope {
  private readonly variables: Map<string, TemplateValue>;

  constructor(variables: Map<string, TemplateValue>) {
    this.variables = variables;
  }

  get(name: string): TemplateValue | undefined {
    return this.variables.get(name);
  }

  set(name: string, value: TemplateValue | undefined): void {
    if (value === undefined) this.variables.delete(name);
    else this.variables.set(name, value);
  }
}

/** Evaluates an argument of a macro with the variables of the caller. */
interface ArgumentEvaluator {
  evaluateArgument(argument: TemplateExpression, scope: VariableScope): TemplateValue;
}

/**
 * Variables of the call of a macro. Velocity passes arguments by name: each use evaluates the argument again. Setting a
 * variable sets it for the rest of the macro, and also for the caller.
 */
export class MacroScope implements VariableScope {
  private locals: Map<string, TemplateValue> | undefined;
  private readonly caller: VariableScope;
  private readonly parameters: readonly string[];
  private readonly args: readonly TemplateExpression[];
  private readonly evaluator: ArgumentEvaluator;

  /**
   * @param caller variables of the caller
   * @param parameters names of the parameters of the macro
   * @param args arguments in the order of the parameters
   * @param evaluator evaluates an argument
   */
  constructor(
    caller: VariableScope,
    parameters: readonly string[],
    args: readonly TemplateExpression[],
    evaluator: ArgumentEvaluator,
  ) {
    this.caller = caller;
    this.parameters = parameters;
    this.args = args;
    this.evaluator = evaluator;
  }

  get(name: string): TemplateValue | undefined {
    const local = this.locals?.get(name);
    if (local !== undefined) return local;
    // If two parameters have the same name, the last one with an argument counts.
    const argument = this.args[this.parameters.lastIndexOf(name, this.args.length - 1)];
    return argument ? this.evaluator.evaluateArgument(argument, this.caller) : this.caller.get(name);
  }

  set(name: string, value: TemplateValue | undefined): void {
    this.locals ??= new Map();
    if (value === undefined) this.locals.delete(name);
    else this.locals.set(name, value);
    this.caller.set(name, value);
  }
}
