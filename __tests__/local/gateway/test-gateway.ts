import { SignatureV4 } from "@smithy/signature-v4";
import { LOCAL_CREDENTIALS } from "#aws";
import { LocalError, type LocalServer, type StartLocalOptions, startLocal } from "#local";
import { readSynthesizedStack } from "#terraform";
import type { Api } from "../../../src/local/model";
import { readModel } from "../../../src/local/model";
import { Sha256 } from "../authorizers/sha256";
import { type Reply, type Sent, send } from "./raw-http";
import { type Described, folderOf } from "./terraform-fixture";

/** A stack that is served while a file's tests run. */
export class Served {
  #local?: LocalServer;

  get local(): LocalServer {
    if (!this.#local) throw new Error("it is served once beforeAll is done");
    return this.#local;
  }

  async start(options: StartLocalOptions): Promise<void> {
    this.#local = await startLocal(options);
  }

  async stop(): Promise<void> {
    await this.#local?.stop();
  }

  call(line: string, sent?: Sent): Promise<Reply> {
    return send(this.local.url, line, sent);
  }

  /** What the function `echo` was given. */
  // biome-ignore lint/suspicious/noExplicitAny: an event is looked at field by field
  async event(line: string, sent?: Sent): Promise<any> {
    const { status, body } = await this.call(line, sent);
    if (status !== 200) throw new Error(`${line} was answered ${status} ${body}`);
    return JSON.parse(body);
  }

  /** What a function that returns this is answered with. */
  says(line: string, value: unknown): Promise<Reply> {
    return this.call(line, { body: JSON.stringify(value) });
  }

  /** A request by GET that is signed with this machine's credentials. */
  async signed(path: string): Promise<Sent> {
    const { host, hostname, protocol } = new URL(this.local.url);
    const signer = new SignatureV4({
      credentials: LOCAL_CREDENTIALS,
      region: "eu-central-1",
      service: "execute-api",
      sha256: Sha256,
    });
    const { headers } = await signer.sign({ method: "GET", protocol, hostname, path, headers: { host } });
    return { headers };
  }

  /** The lines of one kind since the last time. */
  lines(kind: string): string[] {
    const all = this.local.logs().filter((line) => line.kind === kind);
    return all.slice(this.#seen(kind, all.length)).map(({ text }) => text);
  }

  readonly #seenBefore = new Map<string, number>();

  #seen(kind: string, now: number): number {
    const before = this.#seenBefore.get(kind) ?? 0;
    this.#seenBefore.set(kind, now);
    return before;
  }
}

/** Serves a stack while a file's tests run. @param described may be asked for when what it needs has been started */
export function served(described: Described | (() => Described)): Served {
  const one = new Served();
  beforeAll(() => one.start({ dir: folderOf(typeof described === "function" ? described() : described) }));
  afterAll(() => one.stop());
  return one;
}

/** What a gateway would serve as the stack's only API. */
export function read(described: Described): Api {
  const { apis } = readModel(readSynthesizedStack(folderOf(described)), () => "http://127.0.0.1");
  return apis[0] as Api;
}

/** The faults for which a stack is not served. */
export async function faultsOf(described: Described): Promise<readonly string[]> {
  try {
    await (await startLocal({ dir: folderOf(described) })).stop();
  } catch (error) {
    if (error instanceof LocalError) return error.errors;
    throw error;
  }
  return [];
}
