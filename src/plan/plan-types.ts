/** `forget` is taken out of the state, and left as it is. */
export type Action = "create" | "update" | "replace" | "delete" | "forget" | "read" | "no-op";

/** What a plan does to one resource. */
export interface Change {
  /** `aws_lambda_function.create-product`. */
  readonly address: string;
  /** The address that it had, where it is moved. */
  readonly previousAddress?: string;
  /**
   * The key of what a failed replacement left behind, where the change is of that, and not of what is at the address now.
   * No two changes have the same address and key.
   */
  readonly deposed?: string;
  /**
   * What of AWS's is taken into the state, in addition to the action; absent where nothing is. Without AWS the action is
   * `no-op`: what the import finds is not known.
   */
  readonly importing?: Importing;
  /** The construct that made it: `products-dev/create-product`. Not there for one that no construct made. */
  readonly constructPath?: string;
  /** `aws_lambda_function`. */
  readonly type: string;
  readonly action: Action;
  /** What it is, in Terraform's names; null where it is not there yet. */
  readonly before: AttributeValues | null;
  /** What it will be, as far as that is known; null where it will not be there. */
  readonly after: AttributeValues | null;
  /** In the shape of `after`: `true` where only the apply will tell. */
  readonly afterUnknown: AttributeValues;
  /** In the shape of `before`: `true` where it is sensitive. */
  readonly beforeSensitive: AttributeValues;
  /** In the shape of `after`: `true` where it is sensitive. */
  readonly afterSensitive: AttributeValues;
  /** The arguments whose change makes another of it, as paths; none for any other action. */
  readonly replacePaths: readonly (readonly (string | number)[])[];
}

/** By what something is imported; a plan need say neither. */
export interface Importing {
  /** AWS's own: `products-dev`. */
  readonly id?: string;
  readonly identity?: AttributeValues;
}

export type AttributeValues = Readonly<Record<string, unknown>>;

export interface Plan {
  /** Every resource, in the order of their addresses; what stays as it is too. */
  readonly changes: readonly Change[];
  /** How many there are of each. */
  readonly counts: Readonly<Record<Action, number>>;
  /** What becomes of the outputs, in the order of their names. */
  readonly outputs: readonly OutputChange[];
  /** That it is not all there is to do; absent where it is. */
  readonly incomplete?: Incomplete;
}

export interface Incomplete {
  /** Whether planning failed, so that it cannot be applied. */
  readonly isErrored: boolean;
  /** What only a later plan can tell for certain. */
  readonly deferred: readonly Deferred[];
}

export interface Deferred {
  readonly change: Change;
  /** `instance_count_unknown`. */
  readonly reason: string;
}

export interface OutputChange {
  readonly name: string;
  readonly action: Action;
  /** What it is; null where it is not there yet. */
  readonly before: unknown;
  /** What it will be, as far as that is known; null where it will not be there. */
  readonly after: unknown;
  /** In the shape of `after`: `true` where only the apply will tell. */
  readonly afterUnknown: unknown;
  readonly wasSensitive: boolean;
  readonly willBeSensitive: boolean;
}
