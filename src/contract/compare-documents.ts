import { ownValue } from "#own-value";
import {
  addedOperation,
  compareMessages,
  type MessageOperation,
  readMessageOperations,
  removedOperation,
} from "./compare-messages";
import { SchemaComparison } from "./compare-schemas";
import { type DocumentChange, type OperationChange, toDocumentChange } from "./document-changes";
import {
  type DocumentOperation,
  type DocumentParameter,
  DocumentReader,
  entriesOf,
  isJsonObject,
  itemsOf,
} from "./document-reader";

/**
 * Compares two OpenAPI 3.1 documents or two AsyncAPI 3.0 documents, and returns the changes that concern clients:
 * operations, access, parameters, bodies and responses, or messages, replies and events. Texts such as descriptions and
 * examples are not compared. The names of path parameters are not compared either, because clients do not send them.
 * Responses with the status 401 and 403 are not compared, because they follow from the access.
 *
 * An operation with several scopes or groups accepts callers that have one of them, as in a contract.
 *
 * If only one of the documents has `"x-incomplete-schemas": true`, parameters and schemas are not compared.
 *
 * @param before document of the deployed API, as JSON. A value that is no document has no operations
 * @param after document of the changed API, as JSON
 * @returns the changes, in the order of the operations in `after`; removed operations come last
 * @example
 * const documentOf = (key) => openapi({ it: route(key, { access: "public" }) }, { title: "Things", version: "1.0.0" });
 * const [added, removed] = compareDocuments(documentOf("GET /a"), documentOf("GET /b"));
 * removed.effect; // "breaking"
 */
export function compareDocuments(before: unknown, after: unknown): readonly DocumentChange[] {
  const documents = { before: new DocumentReader(before), after: new DocumentReader(after) };
  const comparison = new OperationComparison(documents);
  return [
    ...compareOperations(documents.before.operations, documents.after.operations, {
      added: () => ({ rule: "operation-added", text: "operation added" }),
      removed: () => ({ rule: "operation-removed", text: "operation removed" }),
      compare: (old, current) => comparison.compare(old, current),
    }),
    ...compareOperations(readMessageOperations(documents.before), readMessageOperations(documents.after), {
      added: addedOperation,
      removed: removedOperation,
      compare: (old, current) => comparison.compareMessages(old, current),
    }),
  ];
}

/** Functions that compare operations of one kind. */
interface OperationKind<Operation> {
  readonly added: (operation: Operation) => OperationChange;
  readonly removed: (operation: Operation) => OperationChange;
  readonly compare: (before: Operation, after: Operation) => readonly OperationChange[];
}

function compareOperations<Operation extends { readonly name: string }>(
  before: ReadonlyMap<string, Operation>,
  after: ReadonlyMap<string, Operation>,
  { added, removed, compare }: OperationKind<Operation>,
): DocumentChange[] {
  return [
    ...[...after].flatMap(([key, operation]) => {
      const previous = before.get(key);
      const changes = previous ? compare(previous, operation) : [added(operation)];
      return changes.map((change) => toDocumentChange(operation.name, change));
    }),
    ...[...before]
      .filter(([key]) => !after.has(key))
      .map(([, operation]) => toDocumentChange(operation.name, removed(operation))),
  ];
}

/** Statuses of the responses to callers without access. Their changes follow from the changes of the access. */
const ACCESS_STATUSES = ["401", "403"];

class OperationComparison {
  readonly #before: DocumentReader;
  readonly #after: DocumentReader;
  readonly #schemas: SchemaComparison;
  readonly #comparesSchemas: boolean;

  constructor(documents: Readonly<Record<"before" | "after", DocumentReader>>) {
    this.#before = documents.before;
    this.#after = documents.after;
    this.#schemas = new SchemaComparison(documents);
    this.#comparesSchemas = documents.before.isIncomplete === documents.after.isIncomplete;
  }

  compareMessages(before: MessageOperation, after: MessageOperation): OperationChange[] {
    return this.#comparesSchemas ? compareMessages(before, after, this.#schemas) : [];
  }

  compare(before: DocumentOperation, after: DocumentOperation): OperationChange[] {
    const [old, current] = [before.operation, after.operation];
    return [
      ...compareDeprecation(old, current),
      ...compareAccess(readAccess(old, this.#before), readAccess(current, this.#after)),
      ...(this.#comparesSchemas ? this.#compareParameters(before.parameters, after.parameters) : []),
      ...this.#compareBodies(
        this.#before.resolve(ownValue(old, "requestBody")),
        this.#after.resolve(ownValue(current, "requestBody")),
      ),
      ...this.#compareResponses(ownValue(old, "responses"), ownValue(current, "responses")),
    ];
  }

  #compareParameters(
    before: DocumentOperation["parameters"],
    after: DocumentOperation["parameters"],
  ): OperationChange[] {
    const keys = new Set([...before.keys(), ...after.keys()]);
    return [...keys].flatMap((key) => {
      const [old, current] = [before.get(key), after.get(key)];
      if (!old) return current ? [addedParameter(current)] : [];
      if (!current) return [{ rule: "parameter-removed" as const, text: `${old.label} removed` }];
      return this.#compareParameter(old, current);
    });
  }

  #compareParameter(
    { parameter: before }: DocumentParameter,
    { parameter: after, label }: DocumentParameter,
  ): OperationChange[] {
    const place = { direction: "request", label, path: "" } as const;
    const isStyleChanged = ["style", "explode"].some(
      (name) => ownValue(before, name) !== ownValue(after, name),
    );
    return [
      ...requirementChange("parameter", label, before, after),
      ...(isStyleChanged
        ? [{ rule: "parameter-style-changed" as const, text: `${label}: style changed` }]
        : []),
      ...this.#schemas.compare(ownValue(before, "schema"), ownValue(after, "schema"), place),
    ];
  }

  #compareBodies(before: unknown, after: unknown): OperationChange[] {
    const label = "request body";
    if (!isJsonObject(before) && !isJsonObject(after)) return [];
    if (!isJsonObject(before)) {
      return ownValue(after, "required") === true
        ? [{ rule: "required-body-added", text: `required ${label} added` }]
        : [{ rule: "optional-body-added", text: `optional ${label} added` }];
    }
    if (!isJsonObject(after)) return [{ rule: "body-removed", text: `${label} removed` }];
    return [
      ...requirementChange("body", label, before, after),
      ...this.#compareContents(before, after, "request", label),
    ];
  }

  #compareResponses(before: unknown, after: unknown): OperationChange[] {
    const [old, current] = [before, after].map((responses) => new Map(entriesOf(responses))) as [
      Map<string, unknown>,
      Map<string, unknown>,
    ];
    const statuses = new Set([...old.keys(), ...current.keys()]);
    const compared = [...statuses].filter((status) => !ACCESS_STATUSES.includes(status));
    return compared.flatMap((status): OperationChange[] => {
      if (!old.has(status)) return [{ rule: "response-added", text: `response ${status} added` }];
      if (!current.has(status)) {
        const rule = /^[45]/.test(status) ? "error-response-removed" : "response-removed";
        return [{ rule, text: `response ${status} removed` }];
      }
      const [one, other] = [this.#before.resolve(old.get(status)), this.#after.resolve(current.get(status))];
      return [
        ...this.#compareHeaders(one, other, status),
        ...this.#compareContents(one, other, "response", `response ${status}`),
      ];
    });
  }

  #compareHeaders(before: unknown, after: unknown, status: string): OperationChange[] {
    const [old, current] = [readHeaders(before, this.#before), readHeaders(after, this.#after)];
    const names = new Set([...old.keys(), ...current.keys()]);
    return [...names].flatMap((name): OperationChange[] => {
      const label = `response ${status} header "${name}"`;
      const [one, other] = [old.get(name), current.get(name)];
      if (!one) return [{ rule: "response-header-added", text: `${label} added` }];
      if (!other) return [{ rule: "response-header-removed", text: `${label} removed` }];
      const place = { direction: "response", label, path: "" } as const;
      return [
        ...requirementChange("response-header", label, one, other),
        ...this.#schemas.compare(ownValue(one, "schema"), ownValue(other, "schema"), place),
      ];
    });
  }

  #compareContents(
    before: unknown,
    after: unknown,
    direction: "request" | "response",
    label: string,
  ): OperationChange[] {
    const [old, current] = [before, after].map((body) => new Map(entriesOf(ownValue(body, "content")))) as [
      Map<string, unknown>,
      Map<string, unknown>,
    ];
    const types = new Set([...old.keys(), ...current.keys()]);
    return [...types].flatMap((type): OperationChange[] => {
      if (!old.has(type)) {
        return [{ rule: `${direction}-media-type-added`, text: `${label}: media type ${type} added` }];
      }
      if (!current.has(type)) {
        return [{ rule: `${direction}-media-type-removed`, text: `${label}: media type ${type} removed` }];
      }
      const place = { direction, label: types.size > 1 ? `${label} (${type})` : label, path: "" };
      const [one, other] = [old, current].map((contents) => ownValue(contents.get(type), "schema"));
      return this.#comparesSchemas ? this.#schemas.compare(one, other, place) : [];
    });
  }
}

function addedParameter({ label, parameter }: DocumentParameter): OperationChange {
  return ownValue(parameter, "required") === true
    ? { rule: "required-parameter-added", text: `required ${label} added` }
    : { rule: "optional-parameter-added", text: `optional ${label} added` };
}

function requirementChange(
  kind: "parameter" | "body" | "response-header",
  label: string,
  before: unknown,
  after: unknown,
): OperationChange[] {
  const [old, current] = [before, after].map((value) => ownValue(value, "required") === true);
  if (old === current) return [];
  const requirement = current ? "required" : "optional";
  return [{ rule: `${kind}-${requirement}`, text: `${label} is now ${requirement}` }];
}

/** Returns the headers of a response by their lowercase names. */
function readHeaders(response: unknown, document: DocumentReader): ReadonlyMap<string, unknown> {
  const headers = entriesOf(ownValue(response, "headers"));
  return new Map(headers.map(([name, header]) => [name.toLowerCase(), document.resolve(header)]));
}

function compareDeprecation(before: unknown, after: unknown): OperationChange[] {
  const [old, current] = [before, after].map((operation) => ownValue(operation, "deprecated") === true);
  if (old === current) return [];
  return current
    ? [{ rule: "operation-deprecated", text: "operation is now deprecated" }]
    : [{ rule: "operation-not-deprecated", text: "operation is no longer deprecated" }];
}

interface OperationAccess {
  readonly isPublic: boolean;
  /** Names of the schemes of each alternative. A caller needs all schemes of one of them. */
  readonly alternatives: readonly (readonly string[])[];
  /** Text of the alternatives: `apiKey and token`. */
  readonly schemes: string;
  readonly scopes: readonly string[];
  readonly groups: readonly string[];
}

function readAccess(operation: unknown, document: DocumentReader): OperationAccess {
  const requirements = itemsOf(ownValue(operation, "security") ?? document.security);
  const schemes = requirements.flatMap(entriesOf);
  const alternatives = requirements.map((requirement) =>
    entriesOf(requirement)
      .map(([name]) => name)
      .sort(),
  );
  return {
    isPublic:
      requirements.length === 0 || requirements.some((requirement) => entriesOf(requirement).length === 0),
    alternatives,
    schemes: [...new Set(alternatives.map((names) => names.join(" and ")))].sort().join(" or "),
    scopes: [...new Set(schemes.flatMap(([, scopes]) => itemsOf(scopes).map(String)))],
    groups: itemsOf(ownValue(operation, "x-groups")).map(String),
  };
}

/** Returns true if the credentials of each alternative before the change are sufficient after it. */
function acceptsAll(before: OperationAccess, after: OperationAccess): boolean {
  return before.alternatives.every((given) =>
    after.alternatives.some((needed) => needed.every((name) => given.includes(name))),
  );
}

/** Returns the name of what a caller must send. The document of a `RestApi` has the scheme `apiKey`. */
function nameCredential({ schemes }: OperationAccess): string {
  return schemes === "apiKey" ? "API key" : "token";
}

function compareAccess(before: OperationAccess, after: OperationAccess): OperationChange[] {
  if (before.isPublic && after.isPublic) return [];
  if (after.isPublic)
    return [{ rule: "token-not-required", text: `${nameCredential(before)} no longer required` }];
  if (before.isPublic) return [{ rule: "token-required", text: `${nameCredential(after)} is now required` }];
  return [
    ...(before.schemes === after.schemes
      ? []
      : [
          {
            rule: acceptsAll(before, after)
              ? ("token-not-required" as const)
              : ("security-scheme-changed" as const),
            text: `security scheme ${before.schemes} → ${after.schemes}`,
          },
        ]),
    ...compareAccepted("scope", before.scopes, after.scopes),
    ...compareAccepted("group", before.groups, after.groups),
  ];
}

/** Compares the scopes or groups of an operation. A caller needs one of them. */
function compareAccepted(
  kind: "scope" | "group",
  before: readonly string[],
  after: readonly string[],
): OperationChange[] {
  if (before.length === 0 && after.length === 0) return [];
  if (before.length === 0) {
    return [{ rule: `${kind}s-required`, text: `${kind} ${after.join(" or ")} is now required` }];
  }
  if (after.length === 0) {
    return [{ rule: `${kind}s-not-required`, text: `${kind} ${before.join(" or ")} no longer required` }];
  }
  const names = {
    removed: before.filter((name) => !after.includes(name)),
    added: after.filter((name) => !before.includes(name)),
  };
  return [
    ...names.removed.map((name) => ({
      rule: `${kind}-not-accepted` as const,
      text: `${kind} ${name} no longer accepted`,
    })),
    ...names.added.map((name) => ({
      rule: `${kind}-accepted` as const,
      text: `${kind} ${name} is now accepted`,
    })),
  ];
}
