import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";

/** OpenID Connect issuer with several keys, which counts the requests for its documents. */
export class TestIssuer {
  readonly requests: string[] = [];
  /** Status of the responses. */
  status = 200;
  /** Header `location` of the responses. */
  location: string | undefined;
  /** Fields that replace those of the discovery document. */
  discovery: Readonly<Record<string, unknown>> = {};
  readonly #keys = new Map<string, Awaited<ReturnType<typeof generateKeyPair>>>();
  readonly #jwks: JWK[] = [];
  readonly #server: Server = createServer(({ url = "" }, response) => {
    this.requests.push(url);
    const document = url.endsWith("jwks.json")
      ? { keys: this.#jwks }
      : { issuer: this.url, jwks_uri: `${this.url}keys/jwks.json`, ...this.discovery };
    if (this.location !== undefined) response.setHeader("location", this.location);
    response.writeHead(this.status, { "content-type": "application/json" }).end(JSON.stringify(document));
  });

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    for (const alg of ["RS256", "PS384", "ES256", "ES512", "EdDSA"]) await this.addKey(alg, alg);
  }

  async addKey(kid: string, alg: string): Promise<void> {
    const pair = await generateKeyPair(alg);
    this.#keys.set(kid, pair);
    this.#jwks.push({ ...(await exportJWK(pair.publicKey)), kid, alg });
  }

  removeKey(kid: string): void {
    this.#jwks.splice(
      this.#jwks.findIndex((key) => key.kid === kid),
      1,
    );
  }

  /** Signs a token with the key of this ID. */
  sign(claims: JWTPayload = {}, { alg = "RS256", kid = "" } = {}): Promise<string> {
    const all = {
      iss: this.url,
      sub: "ann",
      aud: "chat",
      exp: Math.floor(Date.now() / 1000) + 60,
      ...claims,
    };
    const keyId = kid || alg;
    const key = this.#keys.get(keyId)?.privateKey;
    if (key === undefined) throw new Error(`no key ${keyId}`);
    return new SignJWT(all).setProtectedHeader({ alg, kid: keyId }).sign(key);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
