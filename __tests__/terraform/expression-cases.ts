/** Variables and locals of the expressions in {@link EXPRESSION_CASES}. */
export const EXPRESSION_SCOPE = {
  variable: {
    stage: { default: "dev" },
    names: { type: "list(string)", default: ["a", "b"] },
    sizes: { default: { small: 1, large: 9 } },
  },
  locals: { prefix: "${var.stage}-x", tags: { team: "t", stage: "${var.stage}" } },
};

/** Expressions and their values. Both this project and the real terraform must give them. */
export const EXPRESSION_CASES: readonly (readonly [expression: string, value: unknown])[] = [
  ['base64encode("hello")', "aGVsbG8="],
  ['coalesce("", null, var.stage)', "dev"],
  ['concat(var.names, ["c"], [])', ["a", "b", "c"]],
  ["element(var.names, 3)", "b"],
  [
    'format("%s-%03d %q %v %% %5s|%-4s|", var.stage, 7, "q", true, "r", "l")',
    'dev-007 "q" true %     r|l   |',
  ],
  ['format("%v", [1, "a"])', '[1,"a"]'],
  ['join(",", var.names, ["c"])', "a,b,c"],
  ['jsondecode("{\\"a\\":[1,true,null]}")', { a: [1, true, null] }],
  ['jsonencode({ b = var.names, a : "<&>" })', '{"a":"\\u003c\\u0026\\u003e","b":["a","b"]}'],
  ['lookup(var.sizes, "large", 0)', 9],
  ['lookup(var.sizes, "huge", 0)', 0],
  ['lower("ABC")', "abc"],
  ['merge(local.tags, { team = "b" }, null)', { team: "b", stage: "dev" }],
  ['replace("a.b.c", ".", "-")', "a-b-c"],
  ['replace("a1b22", "/[0-9]+/", "#")', "a#b#"],
  ['replace("k=v", "/(\\\\w)=(\\\\w)/", "$2=$1")', "v=k"],
  ['split(",", "a,b")', ["a", "b"]],
  ["tostring(7)", "7"],
  ["upper(local.prefix)", "DEV-X"],
  ['"nested ${upper("a")} ${join("-", ["x", var.stage])}"', "nested A x-dev"],
  ['upper(lookup({ "a" = "b" }, "a"))', "B"],
  [`["a", 1][1]`, 1],
  ["(var.stage)", "dev"],
  ["-1.5", -1.5],
  ['{ a = 1, "b" = [true, false,], }', { a: 1, b: [true, false] }],
];
