import { isRecord } from "../../props";

/** Functions of `gatewright/contract` that return a contract, each with the property that names the contract. */
const KINDS = { route: "key", message: "action", event: "event" } as const;

/** Function of `gatewright/contract` that returns a contract. */
type ContractKind = keyof typeof KINDS;

/** Contract of any kind. */
interface KnownContract {
  readonly kind: ContractKind;
  /** Call that returns the contract, as code: `message("sendMessage")`. */
  readonly code: string;
}

/** Returns the kind of a contract, or `undefined` for a value that is no contract. */
export function findContractKind(value: unknown): KnownContract | undefined {
  if (!isRecord(value)) return undefined;
  for (const kind of Object.keys(KINDS) as ContractKind[]) {
    const name = value[KINDS[kind]];
    if (typeof name === "string") return { kind, code: `${kind}(${JSON.stringify(name)})` };
  }
  return undefined;
}

/** Places where the contracts of each kind belong, as sentences. */
const PLACES: Readonly<Record<ContractKind, string>> = {
  route: "Pass a route to route() of an HttpApi or a RestApi.",
  message: "Pass a message to route() of a WebSocketApi.",
  event: "List an event in the prop events of a WebSocketApi.",
};

/**
 * Returns the error of a contract of another kind than the expected one. Empty for a value that is no contract, and for a
 * contract of this kind.
 *
 * @param path text before the value in the error: `the contract`
 */
export function validateContractKind(path: string, value: unknown, expected: ContractKind): string[] {
  const contract = findContractKind(value);
  if (!contract || contract.kind === expected) return [];
  return [`${path} is ${contract.code}; expected the result of ${expected}(). ${PLACES[contract.kind]}`];
}

/** Returns the instruction for a value that contains contracts, such as the exports of a file; `undefined` for another value. */
export function describeContractsFix(value: unknown): string | undefined {
  const members = typeof value === "object" && value !== null ? Object.values(value) : [];
  return members.some(findContractKind) ? "Call route() once for each contract." : undefined;
}
