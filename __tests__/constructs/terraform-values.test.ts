import { type App, NodejsFunction, type Statement, type TerraformStack, TerraformVariable } from "gatewright";
import { Fn, Token } from "#cdktf";
import { readSynthesizedStack } from "#terraform";
import { errorsOf, synthesized, testStack } from "../support";
import { declareWith, listProps, type PropCase, SUBJECTS } from "./prop-cases";

/** Variables of a stack, one for each type. */
function declareVariables(stack: TerraformStack) {
  const variable = (type: string) =>
    new TerraformVariable(stack, type.replaceAll(/\W/g, "-").replace(/-$/, ""), { type });
  const text = variable("string").stringValue;
  const list = variable("list(string)").listValue;
  const map: unknown = variable("map(string)").value;
  const { booleanValue } = variable("bool");
  const { numberValue } = variable("number");
  return { text, list, map, booleanValue, numberValue };
}

type Variables = ReturnType<typeof declareVariables>;
type Forms = Readonly<Record<string, (variables: Variables) => unknown>>;

const conditional =
  (yes: (variables: Variables) => unknown, no: (variables: Variables) => unknown) => (all: Variables) =>
    Fn.conditional(all.booleanValue, yes(all), no(all));

/** Forms in which CDKTF encodes values of Terraform, by the type of the value. */
const FORMS: Readonly<Record<Exclude<PropCase["kind"], "check" | "choice" | "restricted">, Forms>> = {
  text: {
    "a text": ({ text }) => text,
    "a part of a text": ({ text }) => `a${text}b`,
    "a number in a text": ({ numberValue }) => `a-${numberValue}-`,
    "an item of a list": ({ list }) => Fn.element(list, 0),
    "a value of a map": ({ map }) => Fn.lookup(map, "key"),
    "an encoded function result": ({ text }) => Token.asString(Fn.lower(text)),
    "a function result": conditional(
      () => "a",
      ({ text }) => text,
    ),
  },
  number: {
    "a number": ({ numberValue }) => numberValue,
    "a value of a map": ({ map }) => Fn.lookup(map, "key"),
    "an encoded function result": ({ numberValue }) => Token.asNumber(Fn.max([numberValue, 1])),
    "a function result": conditional(
      () => 1,
      ({ numberValue }) => numberValue,
    ),
  },
  boolean: {
    "a boolean": ({ booleanValue }) => booleanValue,
    "a value of a map": ({ map }) => Fn.lookup(map, "key"),
    "a function result": conditional(
      () => true,
      () => false,
    ),
  },
  list: {
    "a list": ({ list }) => list,
    "a list with a text": ({ text }) => [text],
    "a list with a number in a text": ({ numberValue, list }) => [`a-${numberValue}`, ...list],
    "a list with an item of a list": ({ text, list }) => [text, Fn.element(list, 0)],
    "a list with a function result": (all) => [
      conditional(
        () => "a",
        ({ text }) => text,
      )(all),
    ],
    "a list with the items of a list": ({ list }) => ["a", ...list, 'quote " and %{'],
    "a joined list": ({ list }) => Fn.concat([list, ["a"]]),
    "a function result": conditional(
      ({ list }) => list,
      ({ list }) => Fn.concat([list, list]),
    ),
  },
  map: {
    "a map": ({ map }) => Token.asStringMap(map),
    "a map with a text": ({ text }) => ({ KEY: text }),
    "a map with a key": ({ text }) => ({ [text]: "value" }),
    "a map with a number in a text": ({ numberValue }) => ({ KEY: `a-${numberValue}` }),
    "a map with the entries of a map": ({ map }) => ({ KEY: "value", ...Token.asStringMap(map) }),
    "a merged map": ({ map }) => Fn.merge([map, { KEY: "value" }]),
    "a function result": conditional(
      ({ map }) => map,
      () => ({}),
    ),
  },
  known: { "a text": ({ text }) => text, "a function result": ({ map }) => Fn.lookup(map, "key") },
  object: { "a text": ({ text }) => text, "a map": ({ map }) => Token.asAnyMap(map) },
  construct: {},
};

function formOf(kind: PropCase["kind"]): keyof typeof FORMS {
  if (kind === "check") return "list";
  return kind === "choice" || kind === "restricted" ? "text" : kind;
}

const CASES = listProps().flatMap((prop) =>
  Object.entries(FORMS[formOf(prop.kind)]).map(
    ([form, create]) => [`${prop.subject.name} ${prop.path.join(".")}`, form, prop, create] as const,
  ),
);

const ACCEPTED = CASES.filter(([, , { kind }]) => !["known", "object"].includes(kind));
const REJECTED = CASES.filter(
  ([
    ,
    ,
    {
      kind,
      path: [name, ...members],
    },
  ]) => kind === "known" || (kind === "object" && members.length === 0 && name !== "conditions"),
);

describe("a value that only Terraform knows", () => {
  test.each(ACCEPTED)("%s can be %s of Terraform", (_name, _form, prop, create) => {
    const stack = testStack();
    declareWith(stack, prop, create(declareVariables(stack)));
    expect(errorsOf(stack)).toEqual([]);
    const { outdir } = stack.node.root as App;
    const { configuration } = readSynthesizedStack(`${outdir}/stacks/test`).stack;
    const json = JSON.stringify([configuration.resource, configuration.data]);
    expect(/\bvar\.[a-z]/.test(json)).toBe(prop.kind !== "check");
    expect(json.match(/(?:TfToken|\[object|undefined|NaN|\de\+\d{3}).{0,80}/)).toBeNull();
  });

  test.each(REJECTED)(
    "%s must be known at synthesis, and is reported if it is %s",
    (_name, _form, prop, create) => {
      const stack = testStack();
      declareWith(stack, prop, create(declareVariables(stack)));
      expect(errorsOf(stack).join("\n")).toContain(
        `${prop.path.join(".")} is known only to Terraform; expected a value that is known at synthesis. Write `,
      );
    },
  );

  test.each(Object.entries(FORMS.object))("the conditions of a statement can be %s", (_form, create) => {
    const stack = testStack();
    const conditions = create(declareVariables(stack)) as Statement["conditions"];
    new NodejsFunction(stack, "fn", { entry: "fn.ts" }).grant({
      actions: ["a:b"],
      resources: ["*"],
      conditions,
    });
    const { values } = synthesized(stack).only("aws_iam_role_policy", { name: "grants" });
    expect(values.policy).toMatch(/"Condition":\$\{jsonencode\(var\.[a-z-]+\)\}/);
  });

  test("the table of props lists every construct", () => {
    expect(SUBJECTS.length).toBe(49);
    expect(ACCEPTED.length).toBeGreaterThan(250);
  });
});
