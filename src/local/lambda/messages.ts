import type { LogLine } from "./log-line";

/** What a worker is started with. */
export interface Assignment {
  /** The folder that the function's zip is unpacked in. */
  readonly taskRoot: string;
  /** `index.handler`. */
  readonly handler: string;
}

/** What a worker is told. JSON goes through as text: it is parsed and written where the handler runs. */
export type Order = InvokeOrder | { readonly kind: "weigh" };

/** A call. */
export interface InvokeOrder {
  readonly kind: "invoke";
  readonly requestId: string;
  readonly arn: string;
  readonly traceHeader: string;
  /** When it has to be done, in milliseconds since 1970. */
  readonly deadline: number;
  readonly event: string;
}

/** A line, as the worker knows it. */
export type WrittenLine = Omit<LogLine, "address" | "functionName">;

/** What a worker tells. */
export type Report =
  | { readonly kind: "ready" }
  | ({ readonly kind: "line" } & WrittenLine)
  | { readonly kind: "answered"; readonly json: string }
  /** `crashed`: and ends with it. */
  | { readonly kind: "failed" | "crashed"; readonly errorType: string; readonly errorMessage: string }
  /** The memory it holds. */
  | { readonly kind: "weighs"; readonly bytes: number };
