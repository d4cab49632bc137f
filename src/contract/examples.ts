import type { StandardSchemaV1 } from "@standard-schema/spec";

/** An example of each part of a call and of each reply's body, as JSON. Each must be what its schema takes. */
export interface Examples {
  readonly params?: object;
  readonly query?: object;
  readonly headers?: object;
  readonly body?: unknown;
  /** By status. */
  readonly replies?: { readonly [status: number]: unknown };
}

type Input<Schema, Default> = Schema extends StandardSchemaV1 ? StandardSchemaV1.InferInput<Schema> : Default;

type Member<Promised, Name extends string> = Promised extends Record<Name, infer Schema> ? Schema : undefined;

/** The replies that a promise has examples of. */
type ExampleReplies<Promised> = Member<Member<Promised, "examples">, "replies">;

/** The examples that a promise may have, by its own schemas. */
export interface ExamplesOf<Promised> {
  readonly examples?: {
    readonly params?: Input<Member<Promised, "params">, Readonly<Record<string, string>>>;
    readonly query?: Input<Member<Promised, "query">, never>;
    readonly headers?: Input<Member<Promised, "headers">, never>;
    readonly body?: Input<Member<Promised, "body">, never>;
    readonly replies?: {
      readonly [Status in keyof Member<Promised, "replies">]?: Input<
        Member<Promised, "replies">[Status],
        never
      >;
    } & {
      readonly [Status in Exclude<keyof ExampleReplies<Promised>, keyof Member<Promised, "replies">>]: never;
    };
  };
}
