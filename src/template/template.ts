import { REST_API_QUOTAS } from "#aws";
import { Budget } from "./budget";
import {
  createContextVariable,
  type EarlierOverrides,
  type RequestOverride,
  type ResponseOverride,
} from "./context-variable";
import { InputVariable, type RequestParameters } from "./input-variable";
import { parseSyntax, type SyntaxTree } from "./parse-template";
import { Renderer } from "./renderer";
import { GlobalScope } from "./scope";
import { InvalidBodyProblem, RenderProblem, TemplateError } from "./template-error";
import { UTIL } from "./util-variable";
import { JavaMap, type TemplateValue } from "./values";

/** Values that a template can read. Each part is optional. */
export interface TemplateVariables extends EarlierOverrides {
  /** Text of the body. Default: an empty text, which a template reads as `{}`. */
  readonly body?: string;
  /** Parameters of the request, by kind and name. Default: none. */
  readonly params?: RequestParameters;
  /** Values of `$context`, such as `{ requestId: "…", identity: { sourceIp: "…" } }`. Default: none. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Values of `$stageVariables`. Default: none. */
  readonly stageVariables?: Readonly<Record<string, string>>;
}

/** Result of a template. */
export interface RenderedTemplate {
  readonly output: string;
  readonly requestOverride: RequestOverride;
  readonly responseOverride: ResponseOverride;
}

/** Mapping template that can be rendered for many requests. */
export class Template {
  private readonly text: string;
  private readonly tree: SyntaxTree;

  /** @param text source text @param tree syntax tree without problems */
  constructor(text: string, tree: SyntaxTree) {
    this.text = text;
    this.tree = tree;
  }

  /**
   * Renders the template.
   *
   * @throws TemplateError if the template calls a method that a value does not have, reads an index that does not exist,
   *   or exceeds a limit. Nothing else is thrown
   */
  render(variables: TemplateVariables = {}): RenderedTemplate {
    const { body = "", params = {}, context = {}, stageVariables = {} } = variables;
    const budget = new Budget();
    const contextVariable = createContextVariable(context, variables);
    const renderer = new Renderer(this.tree.macros, budget, {
      loopIterations: REST_API_QUOTAS.loopIterations,
    });
    const scope = new GlobalScope(
      new Map<string, TemplateValue>([
        ["input", new InputVariable(body, params)],
        ["util", UTIL],
        ["context", contextVariable.map],
        ["stageVariables", new JavaMap(new Map(Object.entries(stageVariables)))],
      ]),
    );
    try {
      renderer.renderBlock(this.tree.body, scope);
      const { request, response } = contextVariable.readOverrides(budget);
      return { output: renderer.output, requestOverride: request, responseOverride: response };
    } catch (error) {
      if (!(error instanceof RenderProblem)) throw error;
      const problem = { offset: renderer.evaluator.offset, message: error.message };
      throw new TemplateError(this.text, [problem], error instanceof InvalidBodyProblem);
    }
  }
}

/**
 * Parses a mapping template of API Gateway.
 *
 * @throws TemplateError listing all mistakes of the template: invalid syntax, unknown directives, and methods that no value has
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html
 */
export function parseTemplate(text: string): Template {
  const size = Buffer.byteLength(text);
  const { templateBytes } = REST_API_QUOTAS;
  if (size > templateBytes) {
    const message = `the template has ${size} bytes; API Gateway allows ${templateBytes}. Shorten it.`;
    throw new TemplateError(text, [{ offset: 0, message }]);
  }
  const tree = parseSyntax(text);
  if (tree.problems.length > 0) throw new TemplateError(text, tree.problems);
  return new Template(text, tree);
}

/** Returns all mistakes of a mapping template, each with its line and column. Empty if the template is valid. */
export function findTemplateErrors(text: string): readonly string[] {
  try {
    parseTemplate(text);
    return [];
  } catch (error) {
    if (error instanceof TemplateError) return error.errors;
    throw error;
  }
}
