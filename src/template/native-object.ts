import type { JavaMethods } from "./method";
import { RenderProblem } from "./template-error";
import { JavaObject } from "./values";

/** Variable that API Gateway defines, such as `$input`. */
export class NativeObject extends JavaObject {
  readonly typeName: string;
  readonly methods: JavaMethods<never>;

  /** @param methods methods with this object as the receiver */
  constructor(typeName: string, methods: JavaMethods<never>) {
    super();
    this.typeName = typeName;
    this.methods = methods;
  }

  /** @throws RenderProblem always: API Gateway prints the name of an internal class */
  override print(): string {
    throw new RenderProblem(`${this.typeName} cannot be printed as a whole. Call one of its methods.`);
  }
}
