import {
  GithubDeployRole,
  HttpApi,
  JwtAuthorizer,
  NodejsFunction,
  type TerraformStack,
  UserPool,
} from "gatewright";
import { errorsOf, testStack } from "../support";

// Value of process.env.NAME, if the variable is not set. Projects often write process.env.NAME as string.
const MISSING = undefined as unknown as string;
const ENTRY = "functions/health/get.ts";
const STATEMENT = { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::a/*"] };

function addClient(
  stack: TerraformStack,
  lists: { callbackUrls?: string[]; writeAttributes?: string[] },
): void {
  const users = new UserPool(stack, "users", { domainPrefix: "things-dev" });
  users.addCodeClient("web", { callbackUrls: ["https://a.example.com"], ...lists });
}

const FIX = "Set a value or remove it. If it comes from process.env, set that variable.";

test.each<[string, (stack: TerraformStack) => void, string]>([
  ["scopes", (stack) => new UserPool(stack, "users", { scopes: ["a/b", MISSING] }), "users: scopes[1]"],
  ["groups", (stack) => new UserPool(stack, "users", { groups: [MISSING] }), "users: groups[0]"],
  [
    "callback URLs",
    (stack) => addClient(stack, { callbackUrls: ["https://a.example.com", MISSING] }),
    'users: client "web": callbackUrls[1]',
  ],
  [
    "attributes",
    (stack) => addClient(stack, { writeAttributes: ["email", MISSING] }),
    'users: client "web": writeAttributes[1]',
  ],
  [
    "origins",
    (stack) => new HttpApi(stack, "api", { cors: { origins: ["https://a.example.com", MISSING] } }),
    "api: cors.origins[1]",
  ],
  [
    "audiences",
    (stack) => {
      const sso = new JwtAuthorizer("sso", { issuer: "https://a.example.com", audiences: [MISSING] });
      const fn = new NodejsFunction(stack, "list", { entry: ENTRY });
      new HttpApi(stack, "api", { authorizer: sso }).route("GET /a", fn);
    },
    'api: authorizer "sso": audiences[0]',
  ],
  [
    "layers",
    (stack) => new NodejsFunction(stack, "list", { entry: ENTRY, layers: [MISSING] }),
    "list: layers[0]",
  ],
  [
    "subnets",
    (stack) => {
      const vpc = { subnetIds: ["subnet-1", MISSING], securityGroupIds: ["sg-1"] };
      new NodejsFunction(stack, "list", { entry: ENTRY, vpc });
    },
    "list: vpc.subnetIds[1]",
  ],
  [
    "resources of a statement",
    (stack) =>
      new NodejsFunction(stack, "list", { entry: ENTRY }).grant({
        ...STATEMENT,
        resources: ["arn:aws:s3:::uploads/*", MISSING],
      }),
    "list: a statement: resources[1]",
  ],
  [
    "branches",
    (stack) =>
      new GithubDeployRole(stack, "deploy", {
        repository: "acme/products",
        branches: ["main", MISSING],
        statements: [STATEMENT],
      }),
    "deploy: branches[1]",
  ],
])("a missing item in a list of %s is the only error, and its fix names process.env", (_, declare, path) => {
  const stack = testStack();
  declare(stack);
  expect(errorsOf(stack)).toEqual([`test/${path} is undefined. ${FIX}`]);
});
