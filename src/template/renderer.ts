import type { Budget } from "./budget";
import { Evaluator } from "./evaluate";
import { LoopState } from "./loop-state";
import { MacroScope, type VariableScope } from "./scope";
import type { Macro, TemplateBlock, TemplateExpression, TemplateStatement } from "./syntax";
import { RenderProblem } from "./template-error";
import { JavaList, JavaObject, printValue, type TemplateValue } from "./values";

/** Limits of a template. */
export interface RenderLimits {
  /** Maximum number of iterations of a `#foreach` loop. */
  readonly loopIterations: number;
}

/** Block of a `#define`, which is rendered each time that a reference prints it. */
class DefinedBlock extends JavaObject {
  readonly typeName = "#define block";

  private readonly render: () => string;

  constructor(render: () => string) {
    super();
    this.render = render;
  }

  override print(): string {
    return this.render();
  }
}

/** Renders the statements of a template. */
export class Renderer {
  /** Text that has been rendered. */
  output = "";
  readonly evaluator: Evaluator;
  private macroDepth = 0;

  private readonly macros: ReadonlyMap<string, Macro>;
  private readonly budget: Budget;
  private readonly limits: RenderLimits;

  constructor(macros: ReadonlyMap<string, Macro>, budget: Budget, limits: RenderLimits) {
    this.macros = macros;
    this.budget = budget;
    this.limits = limits;
    this.evaluator = new Evaluator(budget, (body, scope) => this.renderText(body, scope));
  }

  /** Renders a block. @returns `true` if the block ended with `#break` */
  renderBlock(block: TemplateBlock, scope: VariableScope): boolean {
    this.budget.enter();
    let isBroken = false;
    for (const statement of block) {
      isBroken = this.renderStatement(statement, scope);
      if (isBroken) break;
    }
    this.budget.leave();
    return isBroken;
  }

  private renderStatement(statement: TemplateStatement, scope: VariableScope): boolean {
    this.budget.spend(1);
    switch (statement.kind) {
      case "text":
        this.write(statement.text);
        return false;
      case "print":
        this.write(printValue(this.evaluator.evaluate(statement.reference, scope), this.budget));
        return false;
      case "set":
        this.evaluator.assign(statement.target, this.evaluator.evaluate(statement.value, scope), scope);
        return false;
      case "if":
        return this.renderIf(statement, scope);
      case "foreach":
        this.renderForeach(statement, scope);
        return false;
      case "define":
        scope.set(statement.variable, new DefinedBlock(() => this.renderText(statement.body, scope)));
        return false;
      case "call":
        this.renderCall(statement, scope);
        return false;
      case "break":
        return true;
    }
  }

  private write(text: string): void {
    this.output += text;
    this.budget.requireLength(this.output.length);
    this.budget.spendText(text.length);
  }

  /** Renders a block to a separate text. */
  private renderText(body: TemplateBlock, scope: VariableScope): string {
    const outer = this.output;
    this.output = "";
    this.renderBlock(body, scope);
    const text = this.output;
    this.output = outer;
    return text;
  }

  private renderIf(statement: Extract<TemplateStatement, { kind: "if" }>, scope: VariableScope): boolean {
    const branch = statement.branches.find(({ condition }) => this.evaluator.test(condition, scope));
    return this.renderBlock(branch?.body ?? statement.otherwise, scope);
  }

  private renderForeach(
    statement: Extract<TemplateStatement, { kind: "foreach" }>,
    scope: VariableScope,
  ): void {
    const { variable, body } = statement;
    const list = this.evaluator.evaluate(statement.items, scope);
    this.evaluator.offset = statement.offset;
    const items = list instanceof JavaObject ? list.items() : undefined;
    if (!items) return;
    const size = items.length;
    this.requireIterations(size);
    const saved = LOOP_VARIABLES.concat(variable).map((name) => [name, scope.get(name)] as const);
    const parent = scope.get("foreach");
    const loop = new LoopState(size, parent instanceof LoopState ? parent : undefined);
    scope.set("foreach", loop);
    for (let index = 0; index < size; index += 1) {
      loop.index = index;
      scope.set(variable, items[index] ?? "");
      scope.set("velocityCount", BigInt(index + 1));
      if (this.renderBlock(body, scope)) break;
      if (list instanceof JavaList && list.values.length !== size) {
        this.evaluator.offset = statement.offset;
        throw new RenderProblem(
          "the list of this #foreach changes in the loop. Add the items to another list.",
        );
      }
    }
    for (const [name, value] of saved) scope.set(name, value);
  }

  private requireIterations(size: number): void {
    const { loopIterations } = this.limits;
    if (size <= loopIterations) return;
    throw new RenderProblem(
      `#foreach has ${size} iterations; API Gateway allows ${loopIterations}. Shorten the list.`,
    );
  }

  /** Returns the value of an argument of a macro. An argument can contain itself. */
  evaluateArgument(argument: TemplateExpression, scope: VariableScope): TemplateValue {
    this.budget.enter();
    const value = this.evaluator.evaluateArgument(argument, scope);
    this.budget.leave();
    return value;
  }

  private renderCall(
    { name, args, offset }: Extract<TemplateStatement, { kind: "call" }>,
    scope: VariableScope,
  ): void {
    const macro = this.macros.get(name);
    if (!macro) return;
    this.evaluator.offset = offset;
    if (this.macroDepth >= MAX_MACRO_DEPTH) {
      throw new RenderProblem(
        `"#${name}" is macro call ${MAX_MACRO_DEPTH + 1} inside another one. Use #foreach.`,
      );
    }
    this.macroDepth += 1;
    this.renderBlock(macro.body, new MacroScope(scope, macro.parameters, args, this));
    this.macroDepth -= 1;
  }
}

const LOOP_VARIABLES = ["foreach", "velocityCount"];

/** Maximum number of macros that call each other, as in Velocity 1.7. */
const MAX_MACRO_DEPTH = 20;
