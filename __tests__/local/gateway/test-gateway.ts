import { SignatureV4 } from "@smithy/signature-v4";
import { LocalError, type LocalServer, type StartLocalOptions, startLocal } from "gatewright/local";
import { type Credentials, LOCAL_CREDENTIALS } from "#aws";
import { readSynthesizedStack } from "#terraform";
import type { HttpApiModel } from "../../../src/local/model";
import { readModel } from "../../../src/local/model";
import { Sha256 } from "../authorizers/sha256";
import { type RequestContent, send, type TestResponse } from "./raw-http";
import { type StackDescription, writeStackFolder } from "./terraform-fixture";

/** Local gateway that runs during all tests of a file. */
export class TestGateway {
  #local?: LocalServer;

  get local(): LocalServer {
    if (!this.#local) throw new Error("the gateway starts in beforeAll; use it in a test");
    return this.#local;
  }

  async start(options: StartLocalOptions): Promise<void> {
    this.#local = await startLocal(options);
  }

  async stop(): Promise<void> {
    await this.#local?.stop();
  }

  /** Sends a request such as `GET /notes`. */
  call(line: string, content?: RequestContent): Promise<TestResponse> {
    return send(this.local.url, line, content);
  }

  /** Returns the event that the function `echo` received. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read single fields of an event
  async event(line: string, content?: RequestContent): Promise<any> {
    const { status, body } = await this.call(line, content);
    if (status !== 200) throw new Error(`${line} returned ${status} ${body}`);
    return JSON.parse(body);
  }

  /** Sends a request to the function `returnBody`, which returns this value. Returns the response. */
  returns(line: string, value: unknown): Promise<TestResponse> {
    return this.call(line, { body: JSON.stringify(value) });
  }

  /** Returns the headers of a GET request that is signed with the local credentials. */
  async signGet(path: string, credentials: Credentials = LOCAL_CREDENTIALS): Promise<RequestContent> {
    const { host, hostname, protocol } = new URL(this.local.url);
    const signer = new SignatureV4({
      credentials,
      region: "eu-central-1",
      service: "execute-api",
      sha256: Sha256,
    });
    const { headers } = await signer.sign({ method: "GET", protocol, hostname, path, headers: { host } });
    return { headers };
  }

  /** Returns the log lines of one kind that were written since the last call. */
  takeLogs(kind: string): string[] {
    const all = this.local.logs().filter((line) => line.kind === kind);
    return all.slice(this.#advance(kind, all.length)).map(({ text }) => text);
  }

  readonly #readCounts = new Map<string, number>();

  #advance(kind: string, count: number): number {
    const previous = this.#readCounts.get(kind) ?? 0;
    this.#readCounts.set(kind, count);
    return previous;
  }
}

/**
 * Starts a local gateway for the tests of a file.
 *
 * @param stack description of the stack, or a function that returns it. The function is called in
 *   `beforeAll`, so that it can use the URLs of servers that an earlier `beforeAll` has started
 */
export function testGateway(stack: StackDescription | (() => StackDescription)): TestGateway {
  const gateway = new TestGateway();
  beforeAll(() => gateway.start({ dir: writeStackFolder(typeof stack === "function" ? stack() : stack) }));
  afterAll(() => gateway.stop());
  return gateway;
}

/** Reads the model of the only API of a stack. */
export function readApi(stack: StackDescription): HttpApiModel {
  const { apis } = readModel(readSynthesizedStack(writeStackFolder(stack)), () => "http://127.0.0.1");
  return apis[0] as HttpApiModel;
}

/** Returns the errors that prevent the local gateway from starting with a stack. */
export async function startErrors(
  stack: StackDescription,
  options: StartLocalOptions = {},
): Promise<readonly string[]> {
  try {
    await (await startLocal({ ...options, dir: writeStackFolder(stack) })).stop();
  } catch (error) {
    if (error instanceof LocalError) return error.errors;
    throw error;
  }
  return [];
}
