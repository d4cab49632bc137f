import type { JavaMethods } from "./method";
import { RenderProblem } from "./template-error";
import { JavaObject, type TemplateValue } from "./values";

/** Variable that API Gateway defines, such as `$input`. */
export class NativeObject extends JavaObject {
  readonly typeName: string;
  readonly methods: JavaMethods<NativeObject>;
  private readonly properties: ReadonlyMap<string, TemplateValue>;

  constructor(
    typeName: string,
    methods: JavaMethods<NativeObject>,
    properties: ReadonlyMap<string, TemplateValue> = new Map(),
  ) {
    super();
    this.typeName = typeName;
    this.methods = methods;
    this.properties = properties;
  }

  override readProperty(name: string): TemplateValue | undefined {
    return this.properties.get(name);
  }

  /** @throws RenderProblem always: API Gateway prints the name of an internal class */
  override print(): string {
    throw new RenderProblem(`${this.typeName} cannot be printed as a whole. Call one of its methods.`);
  }
}
