import { GithubDeployRole, type GithubDeployRoleProps } from "#constructs";
import { faultsOf, synthesized, testStack } from "../../support";

// Facts: CreateRole, IAM API reference; GitHub's "OpenID Connect reference" for a token's subject.

const STATEMENT = { actions: ["apigateway:*"], resources: ["arn:aws:apigateway:eu-central-1::/apis*"] };

function given(props: Partial<GithubDeployRoleProps> = {}) {
  const stack = testStack();
  const role = new GithubDeployRole(stack, "deploy", {
    repository: "acme/products",
    environments: ["production"],
    statements: [STATEMENT],
    ...props,
  });
  return { stack, role };
}

/** Who may take the role on. */
function trust(props?: Partial<GithubDeployRoleProps>) {
  const { values } = synthesized(given(props).stack).only("aws_iam_role");
  return JSON.parse(String(values.assume_role_policy)).Statement;
}

describe("a role for GitHub", () => {
  test("is taken on by jobs of its repository's environments alone, with GitHub's own tokens", () => {
    expect(trust()).toEqual([
      {
        Effect: "Allow",
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: {
          Federated: expect.stringMatching(
            /^\$\{data\.aws_iam_openid_connect_provider\.deploy_provider_\w+\.arn\}$/,
          ),
        },
        Condition: {
          StringEquals: {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": ["repo:acme/products:environment:production"],
          },
        },
      },
    ]);
  });

  test("is taken on by branches and pull requests where that is said", () => {
    const [{ Condition }] = trust({ environments: undefined, branches: ["main"], pullRequests: true });
    expect(Condition.StringEquals["token.actions.githubusercontent.com:sub"]).toEqual([
      "repo:acme/products:ref:refs/heads/main",
      "repo:acme/products:pull_request",
    ]);
  });

  test("is taken on by the repository with just these ids where they are given", () => {
    const [{ Condition }] = trust({
      ownerId: "123456",
      repositoryId: "456789",
      branches: ["main"],
      pullRequests: true,
    });
    expect(Condition.StringEquals["token.actions.githubusercontent.com:sub"]).toEqual([
      "repo:acme@123456/products@456789:environment:production",
      "repo:acme@123456/products@456789:ref:refs/heads/main",
      "repo:acme@123456/products@456789:pull_request",
    ]);
  });

  test("may do what is said, and has a name and an hour", () => {
    const { only, leadsTo } = synthesized(given({ tags: { team: "things" } }).stack);
    const role = only("aws_iam_role", {
      name: "test-deploy",
      max_session_duration: 3600,
      tags: { team: "things" },
    });
    const policy = only("aws_iam_role_policy", { name: "deploy" });
    leadsTo(policy, ["role"], role);
    expect(JSON.parse(String(policy.values.policy)).Statement).toEqual([
      { Effect: "Allow", Action: STATEMENT.actions, Resource: STATEMENT.resources },
    ]);
  });

  test("makes GitHub's identity provider where the account has none", () => {
    const { only } = synthesized(given({ createProvider: true }).stack);
    only("aws_iam_openid_connect_provider", {
      url: "https://token.actions.githubusercontent.com",
      client_id_list: ["sts.amazonaws.com"],
    });
    expect(String(only("aws_iam_role").values.assume_role_policy)).toContain(
      "aws_iam_openid_connect_provider.deploy",
    );
  });

  test.each([
    [
      { repository: "products" },
      'repository must be an owner and a name, found "products"; write it like "acme/products"',
    ],
    [
      { ownerId: "123456" },
      'ownerId and repositoryId belong together, found ownerId alone; give both, as "gh api repos/acme/products" tells them: owner.id and id',
    ],
    [
      { repositoryId: "456789" },
      'ownerId and repositoryId belong together, found repositoryId alone; give both, as "gh api repos/acme/products" tells them: owner.id and id',
    ],
    [
      { ownerId: "acme", repositoryId: "456789" },
      'ownerId must be a number, found "acme"; write its digits, as "gh api repos/acme/products" tells them: owner.id and id',
    ],
    [
      { ownerId: "123456", repositoryId: "*" },
      'repositoryId must be a number, found "*"; write its digits, as "gh api repos/acme/products" tells them: owner.id and id',
    ],
    [{ environments: [] }, "nobody may take it on; name environments, branches or pullRequests"],
    [
      { branches: ["release/*"] },
      '"release/*" is no name of an environment or branch; write each name, without * or ?',
    ],
    [
      { maxSessionSeconds: 60 },
      "maxSessionSeconds must be a whole number from 3600 to 43200 seconds, found 60",
    ],
    [{ statements: [] }, "may do nothing; name what it may do in statements"],
    [{ statements: [{ actions: [], resources: ["*"] }] }, "is granted no action; name at least one"],
    [
      { name: "a b" },
      'role name may only have letters, digits and _ + = , . @ -, found "a b"; change an id in its path, or set name',
    ],
  ])("with %j is a fault", (props, fault) => {
    expect(faultsOf(given(props).stack)).toEqual([`test/deploy: ${fault}`]);
  });
});
