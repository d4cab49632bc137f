import { RestApi, WebAcl, type WebAclProps } from "gatewright";
import { stackDir } from "#synth";
import { readSynthesizedStack, type SynthesizedStack } from "#terraform";
import { reviewStack } from "../../../src/cli/review-plan";
import { fn } from "../../constructs/api/http/api-fixture";
import { testStack } from "../../support";
import { withTerraformOnPath } from "../has-terraform";

/** Synthesizes a REST API with a web ACL. Without options, the API has none. */
function synthesize(options?: Omit<WebAclProps, "protects">): SynthesizedStack {
  const stack = testStack();
  const api = new RestApi(stack, "api", { account: "existing" });
  api.route("GET /", fn(stack), { access: "public" });
  if (options) new WebAcl(stack, "waf", { protects: [api], ...options });
  return readSynthesizedStack(stackDir(stack));
}

/** Plans the change between two stacks with Terraform, and returns the findings about web ACLs. */
async function findingsOf(before: SynthesizedStack, after: SynthesizedStack): Promise<readonly string[]> {
  const base = { stacks: [before], hasOtherPackages: false, remove: () => {} };
  const lines = (await reviewStack(after, base, { against: "main", markdown: false })).split("\n");
  const start = lines.indexOf("! Web ACL protection removed or weakened");
  const end = lines.indexOf("", start);
  return start < 0 ? [] : lines.slice(start + 1, end).map((line) => line.trim());
}

const FULL = { managedRules: ["common", "sqlInjection"], rateLimit: { requests: 100 } } as const;

withTerraformOnPath("the review of a WebAcl", () => {
  test("rules that are removed or only count are described in words", async () => {
    const weaker = synthesize({
      managedRules: [
        { group: "common", except: ["NoUserAgent_HEADER"] },
        { group: "knownBadInputs", count: true },
      ],
      rateLimit: { requests: 200 },
    });
    expect(await findingsOf(synthesize(FULL), weaker)).toEqual([
      "test/waf",
      "~ the limit of the rule rate-limit: 100 in 300 s → 200 in 300 s",
      "~ the rule knownBadInputs no longer blocks requests",
      "~ the rule NoUserAgent_HEADER of common only counts requests",
      "- the rule sqlInjection",
    ]);
  });

  test("an API that is no longer protected is described in words", async () => {
    expect(await findingsOf(synthesize(FULL), synthesize())).toEqual([
      "test/waf",
      "- the web ACL is deleted, with the rules rate-limit, knownBadInputs, common, sqlInjection",
      "test/waf/association-api",
      "- test/api/stage is no longer protected",
      "test/waf/logging",
      "- requests are no longer logged",
    ]);
  });

  test("more rules are no finding", async () => {
    const more = { ...FULL, managedRules: [...FULL.managedRules, "ipReputation"] } as const;
    expect(await findingsOf(synthesize({}), synthesize(more))).toEqual([]);
  });
});
