/** Action of a change. `forget` removes a resource from the state and leaves it on AWS. */
export type Action = "create" | "update" | "replace" | "delete" | "forget" | "read" | "no-op";

/** Planned change of one resource. */
export interface Change {
  /** Terraform address: `aws_lambda_function.create-product`. */
  readonly address: string;
  /** Address before a move. */
  readonly previousAddress?: string;
  /**
   * Key of a deposed object: the old object that a failed replacement left on AWS. The change then concerns
   * this object, not the current object of the address. Address and key together are unique.
   */
  readonly deposed?: string;
  /**
   * Existing AWS object that Terraform imports into the state before it applies the action. In an offline
   * plan the action is `no-op`, because without the attributes of the object no update can be planned.
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
  /** Current attributes in Terraform's names; null before a creation. */
  readonly before: AttributeValues | null;
  /** Planned attributes, as far as they are known; null after a deletion. */
  readonly after: AttributeValues | null;
  /** Shaped like `after`: `true` for a value that is known only after apply. */
  readonly afterUnknown: AttributeValues;
  /** Shaped like `before`: `true` for a sensitive value. */
  readonly beforeSensitive: AttributeValues;
  /** Shaped like `after`: `true` for a sensitive value. */
  readonly afterSensitive: AttributeValues;
  /** Paths of the arguments that force a replacement; empty for any other action. */
  readonly replacePaths: readonly (readonly (string | number)[])[];
}

/** Identifier of an imported object: an import ID or an identity. A plan may contain neither. */
export interface Importing {
  /** Import ID: `products-dev`. */
  readonly id?: string;
  readonly identity?: AttributeValues;
}

/** Attributes of a resource in Terraform's names. */
export type AttributeValues = Readonly<Record<string, unknown>>;

/** Plan of one stack. */
export interface Plan {
  /** Changes of every resource, by address; unchanged resources are included. */
  readonly changes: readonly Change[];
  /** Number of changes by action. */
  readonly counts: Readonly<Record<Action, number>>;
  /** Changes of the outputs, by name. */
  readonly outputs: readonly OutputChange[];
  /** Present if planning failed, or if another plan is needed after this plan is applied. */
  readonly incomplete?: Incomplete;
}

/** Reason why a plan is incomplete. */
export interface Incomplete {
  /** True if planning failed, so that the plan cannot be applied. */
  readonly isErrored: boolean;
  /** Changes that are not part of this plan, because Terraform does not know enough to plan them. */
  readonly deferred: readonly Deferred[];
}

/** Change that Terraform defers to a later plan. */
export interface Deferred {
  readonly change: Change;
  /** Terraform's reason: `instance_count_unknown`. */
  readonly reason: string;
}

/** Planned change of one output. */
export interface OutputChange {
  readonly name: string;
  readonly action: Action;
  /** Current value; null before a creation. */
  readonly before: unknown;
  /** Planned value, as far as it is known; null after a deletion. */
  readonly after: unknown;
  /** Shaped like `after`: `true` for a value that is known only after apply. */
  readonly afterUnknown: unknown;
  readonly wasSensitive: boolean;
  readonly willBeSensitive: boolean;
}
