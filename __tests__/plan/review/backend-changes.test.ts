import { Stack } from "#terraform";
import { review } from "./support";

function stackIn(backend: object, provider: object): Stack {
  return Stack.parse(JSON.stringify({ terraform: { backend }, provider: { aws: [provider] } }));
}

test("another backend and another region are reported first", () => {
  const { findings } = review([], {
    configurations: {
      before: stackIn({ s3: { bucket: "a" } }, { region: "eu-central-1" }),
      after: stackIn({ s3: { bucket: "b" } }, { region: "eu-west-1" }),
    },
  });
  expect(findings).toEqual([
    {
      title: "Deployment target changed",
      findings: [
        {
          subject: "the stack",
          lines: ["~ backend.s3.bucket: a → b", "~ provider.aws.region: eu-central-1 → eu-west-1"],
        },
      ],
    },
  ]);
});

test("a secret of the backend or the provider is not printed", () => {
  const { findings } = review([], {
    configurations: {
      before: stackIn({ pg: { conn_str: "b" } }, { secret_key: "a" }),
      after: stackIn({ pg: { conn_str: "hunter3" } }, { secret_key: "hunter2" }),
    },
  });
  expect(findings[0]?.findings[0]?.lines).toEqual([
    "~ backend.pg.conn_str: (sensitive) → (sensitive)",
    "~ provider.aws.secret_key: (sensitive) → (sensitive)",
  ]);
});

test("the folder of CDKTF's default state file is no change, and another state file is one", () => {
  const local = (path: string) => stackIn({ local: { path } }, {});
  const findingsOf = (before: string, after: string) =>
    review([], { configurations: { before: local(before), after: local(after) } }).findings;
  expect(findingsOf("/commit/terraform.hello.tfstate", "/project/terraform.hello.tfstate")).toEqual([]);
  expect(findingsOf("/a/terraform.hello.tfstate", "/a/other.tfstate")[0]?.findings[0]?.lines).toEqual([
    "~ backend.local.path: terraform.hello.tfstate → /a/other.tfstate",
  ]);
});

test("a relative path of the same state file is no change, and that of another file is one", () => {
  const local = (path: string) => stackIn({ local: { path } }, {});
  const toDeployPath = (path: string) => path.replace("../../../../../", "../../../");
  const findingsOf = (before: string, after: string) =>
    review([], { configurations: { before: local(before), after: local(after), toDeployPath } }).findings;
  expect(findingsOf("../../../a.tfstate", "../../../../../a.tfstate")).toEqual([]);
  expect(findingsOf("../../../a.tfstate", "../../../../../b.tfstate")[0]?.findings[0]?.lines).toEqual([
    "~ backend.local.path: ../../../a.tfstate → ../../../../../b.tfstate",
  ]);
});
