import {
  App,
  AwsProvider,
  HttpApi,
  NodejsFunction,
  TerraformStack,
  UserPool,
  WebSocketApi,
} from "gatewright";
import { type LocalServer, startLocal } from "gatewright/local";
import { createLocalJWKSet, jwtVerify } from "jose";
import { temporaryFolder } from "../../support";

// Functions fetch the keys of a user pool from its URL on AWS. The gateway redirects these requests, and no other.

const entry = "__tests__/local/issuer/fetch-handler.ts";

/** Starts a stack with a user pool, and an API of a kind. */
function start(declareApi: (stack: TerraformStack, fn: NodejsFunction) => void): Promise<LocalServer> {
  const stack = new TerraformStack(new App({ outdir: temporaryFolder() }), "test");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const users = new UserPool(stack, "users");
  users.addSrpClient("web");
  const fn = new NodejsFunction(stack, "fetch", { entry, environment: { ISSUER: users.issuer } });
  declareApi(stack, fn);
  return startLocal({ stack });
}

type DeclareApi = Parameters<typeof start>[0];

describe.each<[string, DeclareApi]>([
  ["an HTTP API", (stack, fn) => new HttpApi(stack, "api").route("GET /", fn, { access: "public" })],
  ["a WebSocket API", (stack, fn) => new WebSocketApi(stack, "api", { access: "public" }).route("a", fn)],
])("the requests of a function in a stack with %s", (_, declareApi) => {
  let local: LocalServer;
  beforeAll(async () => {
    local = await start(declareApi);
  });
  afterAll(() => local.stop());

  /** Returns what the function receives for a path below the URL of the issuer. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read single fields of a result
  async function request(path: string, client: "fetch" | "https" = "fetch"): Promise<any> {
    const result = await local.invoke("fetch", { path, client });
    return result.isSuccess ? result.value : result;
  }

  test.each(["fetch", "https"] as const)(
    "a function that uses %s gets the documents of the pool, with which it verifies a local token",
    async (client) => {
      const { issuer, jwks_uri } = await request("/.well-known/openid-configuration", client);
      expect(issuer).toMatch(/^https:\/\/cognito-idp\.eu-central-1\.amazonaws\.com\/eu-central-1_\w+$/);
      expect(jwks_uri).toBe(`${issuer}/.well-known/jwks.json`);
      const keys = createLocalJWKSet(await request("/.well-known/jwks.json", client));
      const { payload } = await jwtVerify(await local.token(), keys, { issuer });
      expect(payload.token_use).toBe("access");
    },
  );

  test.each(["/", "x/.well-known/jwks.json", "/oauth2/token"])(
    "a request to the path %s below the issuer is not redirected",
    async (path) => {
      expect(await request(path, "https")).toBe("lookup of cognito-idp.eu-central-1.amazonaws.com");
    },
  );
});
