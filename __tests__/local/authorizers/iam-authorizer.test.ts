import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { SignatureV4 } from "@smithy/signature-v4";
import { type Credentials, LOCAL_CREDENTIALS } from "#aws";
import { authorizeIam } from "../../../src/local/authorizers";
import type { AuthorizationResult } from "../../../src/local/gateway";
import type { GatewayRequest } from "../../../src/local/http";
import { readSignature, type Signature, verifySignature } from "../../../src/local/iam";
import { Sha256 } from "./sha256";
import { authorizationRequest, NOON, request } from "./support";

// Sources of the expected results:
// - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html and its subpages
// - https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html

const TEMPORARY: Credentials = {
  accessKeyId: "ASIATEMPORARY",
  secretAccessKey: "temporary",
  sessionToken: "token+/=",
};

interface SigningOptions {
  readonly request?: GatewayRequest;
  readonly credentials?: Credentials;
  readonly region?: string;
  readonly service?: string;
  /** Time of the signature, in milliseconds since the Unix epoch. Default: NOON. */
  readonly at?: number;
  /** Lifetime of a presigned request, in seconds. Default: 300. */
  readonly expiresIn?: number;
  /**
   * Headers to sign, in addition to those that the signer signs by default. In a presigned request, headers
   * that are not moved to the query.
   */
  readonly headers?: readonly string[];
}

/** Converts a request to the form that the signer of the AWS SDK accepts. */
function toSignerRequest({ method, encodedPath, rawQuery, headers, body }: GatewayRequest) {
  const parameters = new URLSearchParams(rawQuery.replaceAll("+", "%2B"));
  const query = Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]),
  );
  return {
    method,
    protocol: "http:",
    hostname: "localhost",
    path: encodedPath,
    query,
    headers: Object.fromEntries(headers),
    ...(body.length > 0 ? { body } : {}),
  };
}

function createSigner({
  credentials = LOCAL_CREDENTIALS,
  region = "eu-central-1",
  service = "execute-api",
}: SigningOptions) {
  return new SignatureV4({ credentials, region, service, sha256: Sha256 });
}

/** Signs a request. The signature is in the headers. */
async function sign(options: SigningOptions = {}): Promise<GatewayRequest> {
  const unsignedRequest = options.request ?? request();
  const signingDate = new Date(options.at ?? NOON);
  const { headers } = await createSigner(options).sign(toSignerRequest(unsignedRequest), {
    signingDate,
    signableHeaders: new Set(options.headers),
  });
  return { ...unsignedRequest, headers: Object.entries(headers) };
}

/** Presigns a request. The signature is in the query string. */
async function presign(options: SigningOptions = {}): Promise<GatewayRequest> {
  const unsignedRequest = options.request ?? request();
  const signingDate = new Date(options.at ?? NOON);
  const { query = {} } = await createSigner(options).presign(toSignerRequest(unsignedRequest), {
    signingDate,
    expiresIn: options.expiresIn ?? 300,
    unhoistableHeaders: new Set(options.headers),
  });
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`),
  );
  return { ...unsignedRequest, rawQuery: pairs.join("&") };
}

function authorize(sentRequest: GatewayRequest, now = NOON): Promise<AuthorizationResult> {
  return authorizeIam(authorizationRequest(sentRequest), [LOCAL_CREDENTIALS, TEMPORARY], () => now);
}

/** Returns a request with changed headers. A header with the value undefined is removed. */
function changeHeaders(
  original: GatewayRequest,
  changes: Record<string, string | undefined>,
): GatewayRequest {
  const headers = Object.entries({ ...Object.fromEntries(original.headers), ...changes });
  const present = headers.filter((pair): pair is [string, string] => pair[1] !== undefined);
  return { ...original, headers: present };
}

const PUT = request({
  method: "PUT",
  encodedPath: "/products/a%20b%2Fc",
  rawQuery: "b=2&a=x%20y&a=1%2B1&empty=",
  headers: { "content-type": "application/json", "user-agent": "test" },
  body: Buffer.from('{"name":"ä"}'),
});

test("a signed request is allowed, and the event contains the identity of the caller", async () => {
  expect(await authorize(await sign())).toEqual({
    isAuthorized: true,
    authorizer: {
      iam: {
        accessKey: LOCAL_CREDENTIALS.accessKeyId,
        accountId: "123456789012",
        callerId: expect.any(String),
        cognitoIdentity: null,
        principalOrgId: "aws:PrincipalOrgID",
        userArn: "arn:aws:iam::123456789012:user/local",
        userId: expect.any(String),
      },
    },
  });
});

describe("signed requests that are allowed", () => {
  test.each<[string, () => Promise<GatewayRequest>]>([
    ["with a body, an encoded path and an unsorted query", () => sign({ request: PUT })],
    ["that are presigned", () => presign()],
    [
      "that are presigned and have other query parameters",
      () => presign({ request: { ...PUT, body: Buffer.alloc(0) } }),
    ],
    ["with a session token", () => sign({ credentials: TEMPORARY })],
    ["with a session token, presigned", () => presign({ credentials: TEMPORARY })],
    ["signed five minutes ago", () => sign({ at: NOON - 300_000 })],
    ["signed five minutes in the future", () => sign({ at: NOON + 300_000 })],
    [
      "presigned for a week, at the end of that week",
      () => presign({ at: NOON - 604_800_000, expiresIn: 604_800 }),
    ],
    [
      "with a signed header that AWS's signers leave out by default",
      () => sign({ request: PUT, headers: ["user-agent"] }),
    ],
    [
      "with a signed x-amz-* header and a signature in the query",
      () => presign({ request: request({ headers: { "x-amz-target": "Get" } }), headers: ["x-amz-target"] }),
    ],
    ["with another header that is not signed", async () => changeHeaders(await sign(), { "x-other": "1" })],
  ])("requests are allowed %s", async (_, send) => {
    expect((await authorize(await send())).isAuthorized).toBe(true);
  });
});

describe("signed requests that are denied", () => {
  test.each<[string, () => GatewayRequest | Promise<GatewayRequest>, string]>([
    ["no signature", () => request(), "not signed"],
    [
      "a token instead of a signature",
      () => request({ headers: { authorization: "Bearer x" } }),
      "algorithm must be",
    ],
    ["an empty authorization header", () => request({ headers: { authorization: "" } }), "algorithm must be"],
    [
      "half a signature",
      () => request({ headers: { authorization: "AWS4-HMAC-SHA256 Credential=x" } }),
      "Credential must be",
    ],
    [
      "a signature without its digits",
      async () =>
        changeHeaders(await sign(), { authorization: `${(await readAuthorization()).slice(0, -64)}zz` }),
      "64 hexadecimal digits",
    ],
    [
      "another secret",
      () => sign({ credentials: { ...LOCAL_CREDENTIALS, secretAccessKey: "x" } }),
      "does not match the request",
    ],
    [
      "an unknown key",
      () => sign({ credentials: { ...TEMPORARY, accessKeyId: "AKIAX" } }),
      "unknown access key AKIAX",
    ],
    ["another region", () => sign({ region: "us-east-1" }), "region us-east-1; the API is in eu-central-1"],
    ["another service", () => sign({ service: "s3" }), "service s3"],
    ["signed more than five minutes ago", () => sign({ at: NOON - 301_000 }), "more than five minutes ago"],
    ["signed more than five minutes in the future", () => sign({ at: NOON + 301_000 }), "in the future"],
    [
      "presigned more than five minutes in the future",
      () => presign({ at: NOON + 301_000 }),
      "in the future",
    ],
    ["presigned and expired", () => presign({ at: NOON - 301_000 }), "it was valid for 300 s"],
    [
      "presigned for 0 seconds",
      () => presign({ expiresIn: 0 }),
      "X-Amz-Expires is 0; expected 1 to 604800 seconds",
    ],
    [
      "presigned for more than a week",
      async () => replaceInQuery(await presign(), "X-Amz-Expires=300", "X-Amz-Expires=604801"),
      "X-Amz-Expires is 604801",
    ],
    [
      "presigned with an invalid lifetime",
      async () => replaceInQuery(await presign(), "X-Amz-Expires=300", "X-Amz-Expires=soon"),
      "must be a number of seconds",
    ],
    [
      "presigned without a time",
      async () => replaceInQuery(await presign(), "&X-Amz-Date=", "&x="),
      "X-Amz-Date must be",
    ],
    [
      "another path",
      async () => ({ ...(await sign()), encodedPath: "/products/2" }),
      "does not match the request",
    ],
    ["another method", async () => ({ ...(await sign()), method: "DELETE" }), "does not match the request"],
    ["another query", async () => ({ ...(await sign()), rawQuery: "a=1" }), "does not match the request"],
    [
      "another query, presigned",
      async () => replaceInQuery(await presign(), "^", "a=1&"),
      "does not match the request",
    ],
    [
      "another host",
      async () => changeHeaders(await sign(), { host: "example.com" }),
      "does not match the request",
    ],
    [
      "a space sent as +",
      async () => ({ ...(await sign({ request: PUT })), rawQuery: "b=2&a=x+y&a=1%2B1&empty=" }),
      'contains "+"',
    ],
    [
      "more than 500 query parameters",
      () => {
        const rawQuery = Array.from({ length: 501 }, (_, index) => `a${index}=`).join("&");
        return sign({ request: request({ rawQuery }) });
      },
      "the query has more than 500 parameters",
    ],
    [
      "another body than the signed hash",
      async () => ({ ...(await sign({ request: PUT })), body: Buffer.from("{}") }),
      "not the hash of the body",
    ],
    [
      "another body with its own hash",
      async () => {
        const { headers } = await sign({ request: { ...PUT, body: Buffer.from("{}") } });
        const hash = Object.fromEntries(headers)["x-amz-content-sha256"];
        return changeHeaders(
          { ...(await sign({ request: PUT })), body: Buffer.from("{}") },
          { "x-amz-content-sha256": hash },
        );
      },
      "does not match the request",
    ],
    [
      "an unsigned body, which only S3 supports",
      () => sign({ request: request({ headers: { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" } }) }),
      "not the hash of the body",
    ],
    [
      "another body, presigned",
      async () => ({ ...(await presign()), body: Buffer.from("{}") }),
      "does not match the request",
    ],
    [
      "a missing session token",
      async () =>
        changeHeaders(await sign({ credentials: TEMPORARY }), { "x-amz-security-token": undefined }),
      "session token",
    ],
    [
      "another session token",
      () => sign({ credentials: { ...TEMPORARY, sessionToken: "x" } }),
      "session token",
    ],
    [
      "a session token for credentials without one",
      () => sign({ credentials: { ...LOCAL_CREDENTIALS, sessionToken: "x" } }),
      "session token",
    ],
    [
      "an x-amz-* header that is not signed",
      async () => changeHeaders(await sign(), { "x-amz-target": "Delete" }),
      "does not cover the headers x-amz-target",
    ],
    [
      "a host that is not signed",
      async () =>
        changeHeaders(await sign(), { authorization: (await readAuthorization()).replace("host;", "") }),
      "does not cover the headers host",
    ],
    [
      "a credential of another day",
      async () => changeHeaders(await sign(), { "x-amz-date": "20261006T000000Z" }),
      "Credential has the date 20261005",
    ],
    [
      "no time at all",
      async () => changeHeaders(await sign(), { "x-amz-date": undefined }),
      "X-Amz-Date must be",
    ],
    [
      "an invalid time",
      async () => changeHeaders(await sign(), { "x-amz-date": "20269999T999999Z" }),
      "X-Amz-Date must be",
    ],
    ...["/admin/../products/1", "/./products/1", "//products/1", "/products//1", "/products/x/../1"].map(
      (encodedPath): [string, () => Promise<GatewayRequest>, string] => [
        `the path ${encodedPath} with the signature of /products/1`,
        async () => ({ ...(await sign()), encodedPath }),
        `the path is ${encodedPath}; a signature covers only /products/1`,
      ],
    ),
    [
      "a path with .. that is signed as it is sent",
      () => sign({ request: request({ encodedPath: "/a/../products/1" }) }),
      "the path is /a/../products/1",
    ],
    [
      "a plus sign that is sent as +",
      async () => ({ ...(await sign({ request: request({ rawQuery: "a=x%2By" }) })), rawQuery: "a=x+y" }),
      'contains "+"',
    ],
    ...["Algorithm", "Credential", "Date", "Expires", "Security-Token", "Signature", "SignedHeaders"].flatMap(
      (name) =>
        [`X-Amz-${name}`, `x-amz-${name.toLowerCase()}`].map(
          (parameter): [string, () => Promise<GatewayRequest>, string] => [
            `the parameter ${parameter} a second time`,
            async () => {
              const presigned = await presign({ credentials: TEMPORARY });
              return { ...presigned, rawQuery: `${presigned.rawQuery}&${parameter}=x` };
            },
            "occurs more than once",
          ],
        ),
    ),
    ...["Credential", "SignedHeaders", "Signature"].map(
      (name): [string, () => Promise<GatewayRequest>, string] => [
        `the field ${name} a second time`,
        async () => changeHeaders(await sign(), { authorization: `${await readAuthorization()}, ${name}=x` }),
        `${name} occurs more than once`,
      ],
    ),
    [
      "a signed header that is listed twice",
      async () =>
        changeHeaders(await sign(), {
          authorization: (await readAuthorization()).replace("host;", "host;host;"),
        }),
      "host occurs more than once",
    ],
    [
      "a second authorization header",
      async () => {
        const { headers, ...signed } = await sign();
        return { ...signed, headers: [...headers, ["authorization", await readAuthorization()]] };
      },
      "occurs more than once",
    ],
    [
      "one signature in the header and another one in the query",
      async () => ({ ...(await sign()), rawQuery: (await presign()).rawQuery }),
      "signed twice",
    ],
  ])("a request is denied with 403: %s", async (_, send, reason) => {
    expect(await authorize(await send())).toEqual({
      isAuthorized: false,
      status: 403,
      message: "Forbidden",
      reason: expect.stringContaining(reason),
    });
  });

  async function readAuthorization(): Promise<string> {
    return Object.fromEntries((await sign()).headers).authorization ?? "";
  }

  function replaceInQuery(original: GatewayRequest, pattern: string, replacement: string): GatewayRequest {
    const rawQuery = original.rawQuery.replace(new RegExp(pattern), replacement);
    if (rawQuery === original.rawQuery) throw new Error(`${pattern} is not in ${rawQuery}`);
    return { ...original, rawQuery };
  }
});

/** Examples from AWS's aws-sig-v4-test-suite. Their signatures were not created by the library under test. */
describe("signatures of AWS's test suite", () => {
  const owner = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };

  function createExample(method: string, rawQuery: string, signature: string): GatewayRequest {
    const scope = "AKIDEXAMPLE/20150830/us-east-1/service/aws4_request";
    return request({
      method,
      encodedPath: "/",
      rawQuery,
      headers: {
        host: "example.amazonaws.com",
        "x-amz-date": "20150830T123600Z",
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`,
      },
    });
  }

  test.each([
    ["get-vanilla", "GET", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"],
    ["post-vanilla", "POST", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"],
    [
      "get-vanilla-query-order-key-case",
      "GET",
      "Param2=value2&Param1=value1",
      "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    ],
  ])("the signature of %s is verified", async (_, method, rawQuery, signature) => {
    const example = createExample(method, rawQuery, signature);
    const claimed = readSignature(example) as Signature;
    expect(await verifySignature(owner, example, claimed)).toBe(true);
    expect(await verifySignature({ ...owner, secretAccessKey: "x" }, example, claimed)).toBe(false);
  });
});

describe("a client of the AWS SDK", () => {
  let server: Server;
  let result: Promise<AuthorizationResult>;

  beforeAll(async () => {
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
    server = createServer((incoming, response) => {
      result = toGatewayRequest(incoming).then((received) => authorize(received, Date.now()));
      result.then(() => response.setHeader("content-type", "application/json").end('{"TableNames":[]}'));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });

  afterAll(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  /** Converts a request of Node's HTTP server to a request of the gateway. */
  async function toGatewayRequest(incoming: IncomingMessage): Promise<GatewayRequest> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { rawHeaders, method = "", url = "" } = incoming;
    const headers = rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? ""] as const] : [],
    );
    return { ...request(), method, encodedPath: url, headers, body: Buffer.concat(chunks) };
  }

  test("a request over HTTP is allowed with the local credentials", async () => {
    const client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: "eu-central-1",
      credentials: LOCAL_CREDENTIALS,
      signer: createSigner({}),
    });
    await client.send(new ListTablesCommand({}));
    client.destroy();
    expect(await result).toMatchObject({ isAuthorized: true });
  });
});
