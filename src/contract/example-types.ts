import type { StandardSchemaV1 } from "@standard-schema/spec";

/**
 * Examples of the parts of a request and of reply bodies, as JSON values. Each example must match the schema
 * of its part or body.
 */
export interface Examples {
  readonly params?: object;
  readonly query?: object;
  readonly headers?: object;
  readonly body?: unknown;
  /** Examples of reply bodies by status. */
  readonly replies?: { readonly [status: number]: unknown };
}

type Input<Schema, Default> = Schema extends StandardSchemaV1 ? StandardSchemaV1.InferInput<Schema> : Default;

type Member<Spec, Name extends string> = Spec extends Record<Name, infer Schema> ? Schema : undefined;

/** Examples of reply bodies in a contract. */
type ExampleReplies<Spec> = Member<Member<Spec, "examples">, "replies">;

/** Examples of a contract, with the types of its schemas. An example without a schema does not compile. */
export interface ExamplesOf<Spec> {
  readonly examples?: {
    readonly params?: Input<Member<Spec, "params">, Readonly<Record<string, string>>>;
    readonly query?: Input<Member<Spec, "query">, never>;
    readonly headers?: Input<Member<Spec, "headers">, never>;
    readonly body?: Input<Member<Spec, "body">, never>;
    readonly replies?: {
      readonly [Status in keyof Member<Spec, "replies">]?: Input<Member<Spec, "replies">[Status], never>;
    } & {
      readonly [Status in Exclude<
        keyof ExampleReplies<Spec>,
        keyof Member<Spec, "replies">
      >]: `The contract declares no reply ${Status & number}.`;
    };
  };
}
