import { type Canary, httpProxy } from "gatewright";
import { stackDir } from "#synth";
import { readSynthesizedStack, type SynthesizedStack } from "#terraform";
import { reviewStack } from "../../../src/cli/review-plan";
import { restStack } from "../../constructs/api/rest/rest-fixture";
import { withTerraformOnPath } from "../has-terraform";

/** Synthesizes an API whose deployment contains an endpoint. */
function synthesize(endpoint: string, canary?: Canary, color = "red"): SynthesizedStack {
  const { stack, api } = restStack({ canary, stageVariables: { color } });
  api.route("GET /legacy", httpProxy(endpoint), { access: "public" });
  return readSynthesizedStack(stackDir(stack));
}

const A = "https://a.example";
const B = "https://b.example";
const C = "https://c.example";
const TEN = { percent: 10, variables: { color: "blue" } };
const HALF = { ...TEN, percent: 50 };

/** Plans the change between two stacks with Terraform, and returns the findings about the canary. */
async function findingsOf(before: SynthesizedStack, after: SynthesizedStack): Promise<readonly string[]> {
  const base = { stacks: [before], hasOtherPackages: false, remove: () => {} };
  const lines = (await reviewStack(after, base, { against: "main", markdown: false })).split("\n");
  const start = lines.indexOf("! Canary changes");
  const end = lines.indexOf("", start);
  return start < 0 ? [] : lines.slice(start + 1, end).map((line) => line.trim());
}

withTerraformOnPath("the review of a canary", () => {
  test.each<[string, SynthesizedStack, SynthesizedStack, readonly string[]]>([
    [
      "a start",
      synthesize(A),
      synthesize(B, TEN),
      ["+ 10 % of the requests go to a new deployment", "+ variable of the canary: color = blue"],
    ],
    [
      "a percentage",
      synthesize(B, TEN),
      synthesize(B, HALF),
      ["~ 10 % → 50 % of the requests go to the canary"],
    ],
    ["a changed API", synthesize(B, TEN), synthesize(C, TEN), ["~ the canary gets the new deployment"]],
    [
      "a promotion",
      synthesize(B, HALF),
      synthesize(B, undefined, "blue"),
      ["- the canary ends: all requests get the content of the canary"],
    ],
    [
      "a promotion without a variable of the canary",
      synthesize(B, HALF),
      synthesize(B),
      [
        "- the canary ends: all requests get the content of the canary",
        "- variable of the canary that the stage does not get: color = blue",
      ],
    ],
    [
      "another end",
      synthesize(B, { percent: 10 }),
      synthesize(A),
      ["- the canary ends: all requests get a deployment whose content differs from the canary"],
    ],
  ])("%s is described in words", async (_, before, after, lines) => {
    const findings = await findingsOf(before, after);
    expect(findings.slice(1)).toEqual(lines);
  });
});
