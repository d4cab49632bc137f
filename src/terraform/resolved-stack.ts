/** Resource of a {@link ResolvedStack}. */
export interface ResolvedResource {
  /** `aws_lambda_function`. */
  readonly type: string;
  /** Name within the type: `create-product`. */
  readonly name: string;
  /** `aws_lambda_function.create-product`. */
  readonly address: string;
  /**
   * Arguments by their Terraform names, with concrete values. An `UnknownValue` replaces each value, at any depth, that
   * only AWS or real Terraform knows.
   */
  readonly values: Readonly<Record<string, unknown>>;
  /** ID of the existing resource, if an `import` block imports it. */
  readonly importId?: string;
  /** Returns true if the configuration sets an argument. Does not evaluate its value. */
  has(argument: string): boolean;
  /**
   * Returns a value that AWS assigns, such as `id` or `arn`, or the value of an argument. The values are fake and
   * have the format of AWS.
   */
  attribute(name: string): unknown;
  /** Returns the addresses of the resources to which an argument refers, at any depth. */
  references(argument: string): readonly string[];
}

/**
 * Stack whose values are concrete: references, variables, locals and functions are evaluated. The local gateway and the
 * route lists of the CLI read this form and evaluate no expressions themselves.
 *
 * {@link resolveStack} creates a resolved stack from Terraform JSON. Another source of the values, such as the planned
 * values of real Terraform, can also create one.
 */
export interface ResolvedStack {
  /** Name of the stack: `products-dev`. */
  readonly name: string;
  /** Absolute folder where Terraform runs. A relative `filename` is relative to this folder. */
  readonly dir: string;
  /** AWS Region of the provider `aws`. @throws EvaluationError if it is unknown */
  readonly region: string;
  /** All resources, in the order of the configuration. */
  readonly resources: readonly ResolvedResource[];
  /** Names of the modules that the stack calls. The resources of modules are not read. */
  readonly modules: readonly string[];
  /** Returns the resources of a type; empty if the stack has none. */
  ofType(type: string): readonly ResolvedResource[];
  /** Returns the resource with an address, or `undefined`. */
  find(address: string): ResolvedResource | undefined;
}
