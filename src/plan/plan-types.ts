/** Action of a change. `forget` removes a resource from the state and leaves it on AWS. */
export type Action = "create" | "update" | "replace" | "delete" | "forget" | "read" | "no-op";

/** Planned change of one resource. */
export interface Change {
  /** Terraform address: `aws_lambda_function.create-product`. */
  readonly address: string;
  /** Former Terraform address of a resource that is moved. */
  readonly previousAddress?: string;
  /**
   * Key of a deposed object, which is an old object that a failed replacement left on AWS. If the key is set,
   * the change concerns the deposed object and not the current object at the address. An address and a key
   * together identify a change.
   */
  readonly deposed?: string;
  /**
   * Existing AWS object that Terraform imports into the state before it applies the action. In an offline
   * plan the action is `no-op`, because Terraform cannot plan an update without the attributes of the object.
   */
  readonly importing?: Importing;
  /**
   * Path of the construct that declares the resource: `products-dev/create-product`. Absent if the Terraform
   * JSON does not come from constructs.
   */
  readonly constructPath?: string;
  /** Resource type: `aws_lambda_function`. */
  readonly type: string;
  readonly action: Action;
  /** Current attributes, by their Terraform names; null if the resource is created. */
  readonly before: AttributeValues | null;
  /** Planned attributes, as far as they are known; null if the resource is deleted. */
  readonly after: AttributeValues | null;
  /** Structure of `after`, with `true` in place of each value that is known only after apply. */
  readonly afterUnknown: AttributeValues;
  /** Structure of `before`, with `true` in place of each sensitive value. */
  readonly beforeSensitive: AttributeValues;
  /** Structure of `after`, with `true` in place of each sensitive value. */
  readonly afterSensitive: AttributeValues;
  /** Paths of the arguments that force a replacement; empty unless the action is `replace`. */
  readonly replacePaths: readonly (readonly (string | number)[])[];
}

/**
 * Identifier of an imported object, as in an `import` block. Both fields are absent if the identifier is
 * unknown.
 */
export interface Importing {
  /** Import ID: `products-dev`. */
  readonly id?: string;
  readonly identity?: AttributeValues;
}

/** Attributes of a resource, by their Terraform names. */
export type AttributeValues = Readonly<Record<string, unknown>>;

/** Plan of one stack. */
export interface Plan {
  /**
   * Changes of all resources, in the order of Terraform's JSON. An unchanged resource has the action `no-op`.
   */
  readonly changes: readonly Change[];
  /** Number of changes with each action. */
  readonly counts: Readonly<Record<Action, number>>;
  /** Changes of the outputs, sorted by name. */
  readonly outputs: readonly OutputChange[];
  /**
   * Limits of an offline plan that concern this stack, one sentence each: arguments that are not checked, because
   * the installed CDKTF bindings describe another version of the provider than the stack requires.
   */
  readonly notes: readonly string[];
  /** Present if planning failed, or if another plan is needed after this plan is applied. */
  readonly incomplete?: Incomplete;
}

/** Reason why a plan is incomplete. */
export interface Incomplete {
  /** True if planning failed, so that the plan cannot be applied. */
  readonly isErrored: boolean;
  /** Changes that are not part of this plan, because Terraform needs values that are not known yet. */
  readonly deferred: readonly Deferred[];
}

/** Change that Terraform defers to a later plan. */
export interface Deferred {
  readonly change: Change;
  /** Reason that Terraform reports: `instance_count_unknown`. */
  readonly reason: string;
}

/** Planned change of one output. */
export interface OutputChange {
  readonly name: string;
  readonly action: Action;
  /** Current value; null if the output is created. */
  readonly before: unknown;
  /** Planned value, as far as it is known; null if the output is deleted. */
  readonly after: unknown;
  /** Structure of `after`, with `true` in place of each value that is known only after apply. */
  readonly afterUnknown: unknown;
  readonly wasSensitive: boolean;
  readonly willBeSensitive: boolean;
}
