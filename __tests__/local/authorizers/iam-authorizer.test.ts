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
import { asked, NOON, request } from "./support";

// Facts: reference_sigv and its subpages, IAM user guide; http-api-access-control-iam, API Gateway developer guide.

const TEMPORARY: Credentials = {
  accessKeyId: "ASIATEMPORARY",
  secretAccessKey: "temporary",
  sessionToken: "token+/=",
};

interface Wish {
  readonly request?: GatewayRequest;
  readonly credentials?: Credentials;
  readonly region?: string;
  readonly service?: string;
  readonly at?: number;
  readonly expiresIn?: number;
  /** Headers that stay headers, or are signed, though the signer would not by itself. */
  readonly headers?: readonly string[];
}

/** What the AWS SDK is given to sign. */
function unsigned({ method, encodedPath, rawQuery, headers, body }: GatewayRequest) {
  const parameters = new URLSearchParams(rawQuery.replaceAll("+", "%2B"));
  const query = Object.fromEntries(
    [...new Set(parameters.keys())].map((one) => [one, parameters.getAll(one)]),
  );
  const sent = body.length > 0 ? { body } : {};
  const fields = Object.fromEntries(headers);
  return {
    method,
    protocol: "http:",
    hostname: "localhost",
    path: encodedPath,
    query,
    headers: fields,
    ...sent,
  };
}

function signer({ credentials = LOCAL_CREDENTIALS, region = "eu-central-1", service = "execute-api" }: Wish) {
  return new SignatureV4({ credentials, region, service, sha256: Sha256 });
}

/** A request, signed in its headers. */
async function signed(wish: Wish = {}): Promise<GatewayRequest> {
  const plain = wish.request ?? request();
  const signingDate = new Date(wish.at ?? NOON);
  const { headers } = await signer(wish).sign(unsigned(plain), {
    signingDate,
    signableHeaders: new Set(wish.headers),
  });
  return { ...plain, headers: Object.entries(headers) };
}

/** A request, signed in its query. */
async function presigned(wish: Wish = {}): Promise<GatewayRequest> {
  const plain = wish.request ?? request();
  const signingDate = new Date(wish.at ?? NOON);
  const { query = {} } = await signer(wish).presign(unsigned(plain), {
    signingDate,
    expiresIn: wish.expiresIn ?? 300,
    unhoistableHeaders: new Set(wish.headers),
  });
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`),
  );
  return { ...plain, rawQuery: pairs.join("&") };
}

function judged(sent: GatewayRequest, now = NOON): Promise<AuthorizationResult> {
  return authorizeIam(asked(sent), [LOCAL_CREDENTIALS, TEMPORARY], () => now);
}

/** A request with some of its headers otherwise. */
function changed(sent: GatewayRequest, headers: Record<string, string | undefined>): GatewayRequest {
  const all = { ...Object.fromEntries(sent.headers), ...headers };
  const there = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return { ...sent, headers: there };
}

const PUT = request({
  method: "PUT",
  encodedPath: "/products/a%20b%2Fc",
  rawQuery: "b=2&a=x%20y&a=1%2B1&empty=",
  headers: { "content-type": "application/json", "user-agent": "test" },
  body: Buffer.from('{"name":"ä"}'),
});

test("a signed request is admitted, and its function told who signed it", async () => {
  expect(await judged(await signed())).toEqual({
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

describe("admitted", () => {
  test.each<[string, () => Promise<GatewayRequest>]>([
    ["a body, an encoded path, a query out of order", () => signed({ request: PUT })],
    ["a presigned request", () => presigned()],
    [
      "a presigned request with a query of its own",
      () => presigned({ request: { ...PUT, body: Buffer.alloc(0) } }),
    ],
    ["a session's token", () => signed({ credentials: TEMPORARY })],
    ["a session's token, presigned", () => presigned({ credentials: TEMPORARY })],
    ["five minutes late", () => signed({ at: NOON - 300_000 })],
    ["five minutes early", () => signed({ at: NOON + 300_000 })],
    ["presigned for a week, at its end", () => presigned({ at: NOON - 604_800_000, expiresIn: 604_800 })],
    ["a header that AWS's signers leave out", () => signed({ request: PUT, headers: ["user-agent"] })],
    [
      "a header x-amz-* beside a signature in the query",
      () =>
        presigned({ request: request({ headers: { "x-amz-target": "Get" } }), headers: ["x-amz-target"] }),
    ],
    ["a header that is not signed", async () => changed(await signed(), { "x-other": "1" })],
  ])("%s", async (_, send) => {
    expect((await judged(await send())).isAuthorized).toBe(true);
  });
});

describe("403 Forbidden", () => {
  test.each<[string, () => GatewayRequest | Promise<GatewayRequest>, string]>([
    ["no signature", () => request(), "not signed"],
    ["a token instead", () => request({ headers: { authorization: "Bearer x" } }), "algorithm must be"],
    ["an empty header", () => request({ headers: { authorization: "" } }), "algorithm must be"],
    [
      "half a signature",
      () => request({ headers: { authorization: "AWS4-HMAC-SHA256 Credential=x" } }),
      "Credential must be",
    ],
    [
      "a signature without its digits",
      async () => changed(await signed(), { authorization: `${(await signature()).slice(0, -64)}zz` }),
      "64 hexadecimal digits",
    ],
    [
      "another secret",
      () => signed({ credentials: { ...LOCAL_CREDENTIALS, secretAccessKey: "x" } }),
      "not that of",
    ],
    [
      "an unknown key",
      () => signed({ credentials: { ...TEMPORARY, accessKeyId: "AKIAX" } }),
      "AKIAX is not known",
    ],
    ["another region", () => signed({ region: "us-east-1" }), "region us-east-1, the API is in eu-central-1"],
    ["another service", () => signed({ service: "s3" }), "service s3"],
    ["too late", () => signed({ at: NOON - 301_000 }), "more than five minutes ago"],
    ["too early", () => signed({ at: NOON + 301_000 }), "in the future"],
    ["presigned too early", () => presigned({ at: NOON + 301_000 }), "in the future"],
    ["presigned, and past", () => presigned({ at: NOON - 301_000 }), "it was good for 300 s"],
    ["presigned for no time", () => presigned({ expiresIn: 0 }), "1 to 604800 seconds, found 0"],
    [
      "presigned for more than a week",
      async () => replaced(await presigned(), "X-Amz-Expires=300", "X-Amz-Expires=604801"),
      "found 604801",
    ],
    [
      "presigned for a time that is none",
      async () => replaced(await presigned(), "X-Amz-Expires=300", "X-Amz-Expires=soon"),
      "must be a number of seconds",
    ],
    [
      "presigned without a time",
      async () => replaced(await presigned(), "&X-Amz-Date=", "&x="),
      "X-Amz-Date must be",
    ],
    ["another path", async () => ({ ...(await signed()), encodedPath: "/products/2" }), "not that of"],
    ["another method", async () => ({ ...(await signed()), method: "DELETE" }), "not that of"],
    ["another query", async () => ({ ...(await signed()), rawQuery: "a=1" }), "not that of"],
    ["another query, presigned", async () => replaced(await presigned(), "^", "a=1&"), "not that of"],
    ["another host", async () => changed(await signed(), { host: "example.com" }), "not that of"],
    [
      "a space sent as +",
      async () => ({ ...(await signed({ request: PUT })), rawQuery: "b=2&a=x+y&a=1%2B1&empty=" }),
      "not that of",
    ],
    [
      "another body, whose hash is signed",
      async () => ({ ...(await signed({ request: PUT })), body: Buffer.from("{}") }),
      "not the hash of its body",
    ],
    [
      "another body with its own hash",
      async () => {
        const { headers } = await signed({ request: { ...PUT, body: Buffer.from("{}") } });
        const hash = Object.fromEntries(headers)["x-amz-content-sha256"];
        return changed(
          { ...(await signed({ request: PUT })), body: Buffer.from("{}") },
          { "x-amz-content-sha256": hash },
        );
      },
      "not that of",
    ],
    [
      "a body that is said to be unsigned, which only S3 takes",
      () => signed({ request: request({ headers: { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" } }) }),
      "not the hash of its body",
    ],
    [
      "another body, presigned",
      async () => ({ ...(await presigned()), body: Buffer.from("{}") }),
      "not that of",
    ],
    [
      "no token of a session",
      async () => changed(await signed({ credentials: TEMPORARY }), { "x-amz-security-token": undefined }),
      "session token",
    ],
    ["another token", () => signed({ credentials: { ...TEMPORARY, sessionToken: "x" } }), "session token"],
    [
      "a token where there is none",
      () => signed({ credentials: { ...LOCAL_CREDENTIALS, sessionToken: "x" } }),
      "session token",
    ],
    [
      "a header x-amz-* that is not signed",
      async () => changed(await signed(), { "x-amz-target": "Delete" }),
      "does not cover the headers x-amz-target",
    ],
    [
      "a host that is not signed",
      async () => changed(await signed(), { authorization: (await signature()).replace("host;", "") }),
      "does not cover the headers host",
    ],
    [
      "a day that is not its time's",
      async () => changed(await signed(), { "x-amz-date": "20261006T000000Z" }),
      "its credential is of the day 20261005",
    ],
    ["no time", async () => changed(await signed(), { "x-amz-date": undefined }), "X-Amz-Date must be"],
    [
      "a time that is none",
      async () => changed(await signed(), { "x-amz-date": "20269999T999999Z" }),
      "X-Amz-Date must be",
    ],
    [
      "signed twice",
      async () => ({ ...(await signed()), rawQuery: (await presigned()).rawQuery }),
      "signed twice",
    ],
  ])("%s", async (_, send, reason) => {
    expect(await judged(await send())).toEqual({
      isAuthorized: false,
      status: 403,
      message: "Forbidden",
      reason: expect.stringContaining(reason),
    });
  });

  async function signature(): Promise<string> {
    return Object.fromEntries((await signed()).headers).authorization ?? "";
  }

  function replaced(sent: GatewayRequest, what: string, by: string): GatewayRequest {
    const rawQuery = sent.rawQuery.replace(new RegExp(what), by);
    if (rawQuery === sent.rawQuery) throw new Error(`${what} is not in ${rawQuery}`);
    return { ...sent, rawQuery };
  }
});

/** AWS's own examples, which no library of theirs has signed here: aws-sig-v4-test-suite. */
describe("signatures of AWS's test suite", () => {
  const owner = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };

  function example(method: string, rawQuery: string, digits: string): GatewayRequest {
    const scope = "AKIDEXAMPLE/20150830/us-east-1/service/aws4_request";
    return request({
      method,
      encodedPath: "/",
      rawQuery,
      headers: {
        host: "example.amazonaws.com",
        "x-amz-date": "20150830T123600Z",
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=${digits}`,
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
  ])("%s", async (_, method, rawQuery, digits) => {
    const sent = example(method, rawQuery, digits);
    const claimed = readSignature(sent) as Signature;
    expect(await verifySignature(owner, sent, claimed)).toBe(true);
    expect(await verifySignature({ ...owner, secretAccessKey: "x" }, sent, claimed)).toBe(false);
  });
});

describe("a client of the AWS SDK", () => {
  let server: Server;
  let verdict: Promise<AuthorizationResult>;

  beforeAll(async () => {
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
    server = createServer((incoming, reply) => {
      verdict = received(incoming).then((sent) => judged(sent, Date.now()));
      verdict.then(() => reply.setHeader("content-type", "application/json").end('{"TableNames":[]}'));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  });

  afterAll(() => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  });

  /** A request as a gateway has it. */
  async function received(incoming: IncomingMessage): Promise<GatewayRequest> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { rawHeaders, method = "", url = "" } = incoming;
    const headers = rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? ""] as const] : [],
    );
    return { ...request(), method, encodedPath: url, headers, body: Buffer.concat(chunks) };
  }

  test("is admitted with this machine's credentials, over the wire", async () => {
    const client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: "eu-central-1",
      credentials: LOCAL_CREDENTIALS,
      signer: signer({}),
    });
    await client.send(new ListTablesCommand({}));
    client.destroy();
    expect(await verdict).toMatchObject({ isAuthorized: true });
  });
});
