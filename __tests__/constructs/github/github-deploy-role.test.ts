import { GithubDeployRole, type GithubDeployRoleProps } from "gatewright";
import { errorsOf, synthesized, testStack } from "../../support";

// Sources of the limits and of the subject of a token:
// - https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
// - https://docs.github.com/en/actions/reference/security/oidc

const STATEMENT = { actions: ["apigateway:GET"], resources: ["arn:aws:apigateway:eu-central-1::/apis*"] };

function roleStack(props: Partial<GithubDeployRoleProps> = {}) {
  const stack = testStack();
  const role = new GithubDeployRole(stack, "deploy", {
    repository: "acme/products",
    environments: ["production"],
    statements: [STATEMENT],
    ...props,
  });
  return { stack, role };
}

/** Returns the statements of the trust policy of a deploy role with these props. */
function readTrustPolicy(props?: Partial<GithubDeployRoleProps>) {
  const { values } = synthesized(roleStack(props).stack).only("aws_iam_role");
  return JSON.parse(String(values.assume_role_policy)).Statement;
}

describe("a GitHub deploy role", () => {
  test("only jobs of the named environments can assume the role", () => {
    expect(readTrustPolicy()).toEqual([
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

  test("branches and pull requests can assume the role if the options allow it", () => {
    const [{ Condition }] = readTrustPolicy({
      environments: undefined,
      branches: ["main"],
      pullRequests: true,
    });
    expect(Condition.StringEquals["token.actions.githubusercontent.com:sub"]).toEqual([
      "repo:acme/products:ref:refs/heads/main",
      "repo:acme/products:pull_request",
    ]);
  });

  test("only the repository with the given IDs can assume the role", () => {
    const [{ Condition }] = readTrustPolicy({
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

  test("the role has the given permissions, a default name and a maximum session of one hour", () => {
    const { only, leadsTo } = synthesized(roleStack({ tags: { team: "things" } }).stack);
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

  test("the option createProvider creates GitHub's identity provider", () => {
    const { only } = synthesized(roleStack({ createProvider: true }).stack);
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
      'repository is "products"; expected an owner and a name. Write it like "acme/products".',
    ],
    [
      { ownerId: "123456" },
      'ownerId is set without repositoryId. Set both; "gh api repos/acme/products" prints them as owner.id and id.',
    ],
    [
      { repositoryId: "456789" },
      'repositoryId is set without ownerId. Set both; "gh api repos/acme/products" prints them as owner.id and id.',
    ],
    [
      { ownerId: "acme", repositoryId: "456789" },
      'ownerId is "acme"; expected digits. Copy both IDs; "gh api repos/acme/products" prints them as owner.id and id.',
    ],
    [
      { ownerId: "123456", repositoryId: "*" },
      'repositoryId is "*"; expected digits. Copy both IDs; "gh api repos/acme/products" prints them as owner.id and id.',
    ],
    [
      { environments: [] },
      "no GitHub workflow can assume the role. Set `environments`, `branches` or `pullRequests`.",
    ],
    [
      { branches: ["release/*"] },
      '"release/*" is not an environment or branch name; expected no *, ?, : or space. Write each name in full.',
    ],
    [
      { maxSessionSeconds: 60 },
      "maxSessionSeconds is 60; expected a whole number from 3600 to 43200 seconds",
    ],
    [{ statements: [] }, "statements is empty. Add the permissions of the role."],
    [
      { statements: [{ actions: [], resources: ["*"] }] },
      "a statement has no actions. Add at least one action.",
    ],
    [
      { name: "a b" },
      'role name "a b" is invalid; expected letters, digits and _ + = , . @ -. Change a construct ID in the path, or set `name`.',
    ],
  ])("a deploy role with %j is an error", (props, error) => {
    expect(errorsOf(roleStack(props).stack)).toEqual([`test/deploy: ${error}`]);
  });
});
