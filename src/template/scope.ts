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

/**
 * Variables of the call of a macro. Velocity passes arguments by name: each use evaluates the argument again. Setting a
 * variable sets it for the rest of the macro, and also for the caller.
 */
export class MacroScope implements VariableScope {
  private readonly locals = new Map<string, TemplateValue>();
  private readonly caller: VariableScope;
  private readonly args: ReadonlyMap<string, TemplateExpression>;
  private readonly evaluate: (expression: TemplateExpression, scope: VariableScope) => TemplateValue;

  /**
   * @param caller variables of the caller
   * @param args arguments by the name of the parameter
   * @param evaluate evaluates an argument
   */
  constructor(
    caller: VariableScope,
    args: ReadonlyMap<string, TemplateExpression>,
    evaluate: (expression: TemplateExpression, scope: VariableScope) => TemplateValue,
  ) {
    this.caller = caller;
    this.args = args;
    this.evaluate = evaluate;
  }

  get(name: string): TemplateValue | undefined {
    const local = this.locals.get(name);
    if (local !== undefined) return local;
    const argument = this.args.get(name);
    return argument ? this.evaluate(argument, this.caller) : this.caller.get(name);
  }

  set(name: string, value: TemplateValue | undefined): void {
    if (value === undefined) this.locals.delete(name);
    else this.locals.set(name, value);
    this.caller.set(name, value);
  }
}
