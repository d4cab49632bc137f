/**
 * Effect of a change on the clients of an API: `breaking` if requests that worked can fail or if clients may not
 * understand a response, `access` if more callers are authorized, and `compatible` for any other change.
 */
export type ChangeEffect = "breaking" | "access" | "compatible";

const LESS_ACCEPTED = "Requests that were valid are rejected.";
const MORE_ACCEPTED = "All requests that were valid are still valid.";
const UNKNOWN_VALUES = "Clients may not understand the new responses.";
const KNOWN_VALUES = "Clients understand all responses.";
const ADDED_ACCESS = "More callers are authorized.";
const REMOVED_ACCESS = "Callers that were authorized are denied.";
const MISSING_VALUE = "Clients that read the value fail.";
const IGNORED_VALUE = "Clients ignore it.";
const REMOVED_INPUT = "The API rejects or ignores the values that clients send.";

/** Effect and reason of each kind of change. */
const RULES = {
  "operation-removed": ["breaking", "Requests to the operation fail."],
  "operation-added": ["compatible", "Clients do not use it yet."],
  "event-removed": ["breaking", "Clients wait for an event that the API no longer sends."],
  "event-added": ["compatible", "Clients ignore it."],
  "operation-deprecated": ["compatible", "The operation still works. Clients should replace it."],
  "operation-not-deprecated": ["compatible", "The operation remains available."],
  "token-required": ["breaking", REMOVED_ACCESS],
  "token-not-required": ["access", ADDED_ACCESS],
  "security-scheme-changed": ["breaking", "The credentials of clients are not accepted."],
  "scopes-required": ["breaking", REMOVED_ACCESS],
  "scopes-not-required": ["access", ADDED_ACCESS],
  "scope-accepted": ["access", ADDED_ACCESS],
  "scope-not-accepted": ["breaking", REMOVED_ACCESS],
  "groups-required": ["breaking", REMOVED_ACCESS],
  "groups-not-required": ["access", ADDED_ACCESS],
  "group-accepted": ["access", ADDED_ACCESS],
  "group-not-accepted": ["breaking", REMOVED_ACCESS],
  "required-parameter-added": ["breaking", "Requests without the parameter are rejected."],
  "optional-parameter-added": ["compatible", MORE_ACCEPTED],
  "parameter-removed": ["breaking", REMOVED_INPUT],
  "parameter-required": ["breaking", "Requests without the parameter are rejected."],
  "parameter-optional": ["compatible", MORE_ACCEPTED],
  "parameter-style-changed": ["breaking", "Clients send the value in another form."],
  "required-body-added": ["breaking", "Requests without the body are rejected."],
  "optional-body-added": ["compatible", MORE_ACCEPTED],
  "body-removed": ["breaking", REMOVED_INPUT],
  "body-required": ["breaking", "Requests without the body are rejected."],
  "body-optional": ["compatible", MORE_ACCEPTED],
  "request-media-type-removed": ["breaking", LESS_ACCEPTED],
  "request-media-type-added": ["compatible", MORE_ACCEPTED],
  "request-narrowed": ["breaking", LESS_ACCEPTED],
  "request-widened": ["compatible", MORE_ACCEPTED],
  "required-request-property-added": ["breaking", "Requests without the property are rejected."],
  "optional-request-property-added": ["compatible", MORE_ACCEPTED],
  "request-property-removed": ["breaking", REMOVED_INPUT],
  "request-property-required": ["breaking", "Requests without the property are rejected."],
  "request-property-optional": ["compatible", MORE_ACCEPTED],
  "response-removed": ["breaking", "Clients wait for a response that the API no longer sends."],
  "error-response-removed": ["compatible", "The API no longer sends this error."],
  "response-added": ["compatible", "Clients handle responses by their class of status."],
  "response-media-type-removed": ["breaking", UNKNOWN_VALUES],
  "response-media-type-added": ["compatible", "Clients select the media type that they accept."],
  "response-header-removed": ["breaking", MISSING_VALUE],
  "response-header-added": ["compatible", IGNORED_VALUE],
  "response-header-optional": ["breaking", MISSING_VALUE],
  "response-header-required": ["compatible", KNOWN_VALUES],
  "response-narrowed": ["compatible", KNOWN_VALUES],
  "response-widened": ["breaking", UNKNOWN_VALUES],
  "response-properties-allowed": ["compatible", IGNORED_VALUE],
  "response-properties-not-allowed": ["compatible", KNOWN_VALUES],
  "response-property-removed": ["breaking", MISSING_VALUE],
  "response-property-added": ["compatible", IGNORED_VALUE],
  "response-property-optional": ["breaking", MISSING_VALUE],
  "response-property-required": ["compatible", KNOWN_VALUES],
} as const satisfies Readonly<Record<string, readonly [ChangeEffect, string]>>;

/** Name of a rule, such as `required-parameter-added`. */
export type ChangeRule = keyof typeof RULES;

/** Change of an operation between two documents. */
export interface DocumentChange {
  /** Method and path of the operation: `GET /bookings`. For a message or an event, its name: `sendMessage`. */
  readonly operation: string;
  /** Description of the change: `required query parameter "from" added`. */
  readonly text: string;
  readonly rule: ChangeRule;
  readonly effect: ChangeEffect;
  /** Sentence that explains the effect. */
  readonly reason: string;
}

/** Change of an operation, without the operation. */
export type OperationChange = Pick<DocumentChange, "rule" | "text">;

/** Adds the effect and the reason of its rule to a change. */
export function toDocumentChange(operation: string, { rule, text }: OperationChange): DocumentChange {
  const [effect, reason] = RULES[rule];
  return { operation, text, rule, effect, reason };
}
