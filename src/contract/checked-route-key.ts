import type { Method, RouteKeyText } from "#aws/route-key";

/**
 * Type of a route key as an argument. For a valid key, it is the key. For a malformed key, it is a string that
 * describes the error, so that the message of the compiler contains the description.
 *
 * Synthesis checks a string that is known only at run time. The compiler only requires that it starts with a method, a
 * space and a `/`. In no case does the compiler check the characters of a segment.
 */
export type CheckedRouteKey<Key extends string> =
  IsLiteral<Key> extends false
    ? Key extends RouteKeyText
      ? Key
      : RouteKeyText
    : [KeyError<Key>] extends [never]
      ? Key
      : KeyError<Key>;

/** Type of the prefix of route keys as an argument: the prefix, or a string that describes its error. */
export type CheckedPrefix<Prefix extends string> =
  IsLiteral<Prefix> extends false
    ? Prefix extends `/${string}`
      ? Prefix
      : `/${string}`
    : [PrefixError<Prefix>] extends [never]
      ? Prefix
      : PrefixError<Prefix>;

/** False for `string` and for a template literal type such as `GET /${string}`, which become an index signature. */
type IsLiteral<Text extends string> = Record<never, never> extends Record<Text, 1> ? false : true;

type KeyError<Key extends string> = Key extends "$default"
  ? never
  : Key extends `${infer Name} ${infer Path}`
    ? Name extends Method
      ? Path extends "/"
        ? never
        : PrefixError<Path>
      : `${Name} is not a method of an HTTP API. Write ${MethodList}.`
    : "A route key is a method, a space and a path, such as GET /things, or $default.";

type MethodList = "ANY, DELETE, GET, HEAD, OPTIONS, PATCH, POST or PUT";

type PrefixError<Path extends string> = Path extends `/${infer Rest}`
  ? SegmentsError<Rest>
  : `The path ${Path} must start with a slash. Write /${Path}.`;

/** Error of the segments of a path. `Names` are the parameter names of the segments before them. */
type SegmentsError<
  Path extends string,
  Names extends string = never,
> = Path extends `${infer First}/${infer Rest}`
  ? [SegmentError<First>] extends [never]
    ? First extends `{${infer Name}+}`
      ? `The parameter {${Name}+} must be the last segment.`
      : [RepeatedName<First, Names>] extends [never]
        ? SegmentsError<Rest, Names | NameOf<First>>
        : RepeatedName<First, Names>
    : SegmentError<First>
  : SegmentError<Path> | RepeatedName<Path, Names>;

type NameOf<Segment extends string> = Segment extends `{${infer Name}+}`
  ? Name
  : Segment extends `{${infer Name}}`
    ? Name
    : never;

type RepeatedName<Segment extends string, Names extends string> =
  NameOf<Segment> extends infer Name extends string
    ? Name extends Names
      ? `The path has the parameter {${Name}} twice.`
      : never
    : never;

type SegmentError<Segment extends string> = Segment extends ""
  ? "The path has an empty segment, or a slash at its end. Remove the slash."
  : Segment extends "." | ".."
    ? `The segment ${Segment} is removed before routing. Remove it.`
    : Segment extends "*" | "**"
      ? `The segment ${Segment} would be matched literally. Write {proxy+} as the last segment.`
      : Segment extends `${string}${"?" | "#"}${string}`
        ? "A route key has no query string and no fragment. Declare the schema query instead."
        : ColonError<Segment> | BraceError<Segment>;

type ColonError<Segment extends string> = Segment extends `:${infer Name}`
  ? Name extends `${Letter}${infer Rest}`
    ? IsWord<Rest> extends true
      ? `The segment :${Name} would be matched literally. Write {${Name}}.`
      : never
    : never
  : never;

type BraceError<Segment extends string> = Segment extends `${string}${"{" | "}"}${string}`
  ? Segment extends `{${infer Name}}`
    ? Name extends `${string}${"{" | "}"}${string}` | "" | "+"
      ? BraceMessage<Segment>
      : never
    : BraceMessage<Segment>
  : never;

type BraceMessage<Segment extends string> =
  `The segment ${Segment} mixes text and a parameter. Write a parameter such as {name} as a whole segment.`;

type Lower =
  | ("a" | "b" | "c" | "d" | "e" | "f" | "g" | "h" | "i" | "j" | "k" | "l" | "m")
  | ("n" | "o" | "p" | "q" | "r" | "s" | "t" | "u" | "v" | "w" | "x" | "y" | "z");

type Letter = Lower | Uppercase<Lower> | "_";

/** True if the text is empty or consists of letters, digits and `_`. */
type IsWord<Text extends string> = Text extends `${Letter | Digit}${infer Rest}`
  ? IsWord<Rest>
  : Text extends ""
    ? true
    : false;

type Digit = `${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`;
