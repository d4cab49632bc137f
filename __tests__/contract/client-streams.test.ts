import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type ClientOptions, client, Problem, problem, readEvents, route, stream } from "gatewright/contract";

const chat = route("GET /chat", { replies: { 200: stream("text/event-stream"), 404: problem("no-chat") } });
const plain = route("GET /plain");

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function startClient(listener: RequestListener, options: Partial<ClientOptions> = {}) {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return client({ chat, plain }, { baseUrl: `http://127.0.0.1:${port}`, ...options });
}

test("the client reads the events of a streamed reply before its end", async () => {
  let finish = () => {};
  const api = await startClient((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("data: first\n\n");
    finish = () => response.end("data: last\n\n");
  });
  const reply = await api.chat();
  if (reply.status !== 200) throw new Error(reply.body.detail);
  const body: ReadableStream<Uint8Array> = reply.body;
  const events: string[] = [];
  for await (const { data } of readEvents(body)) {
    events.push(data);
    // The server sends the last event only after the client has read the first one.
    finish();
  }
  expect(events).toEqual(["first", "last"]);
});

test("the timeout of a client does not abort the body of a streamed reply", async () => {
  let signal: AbortSignal | null | undefined;
  const send = async (_: unknown, init?: RequestInit) => {
    signal = init?.signal;
    return new Response(new ReadableStream());
  };
  const api = await startClient(() => {}, { timeoutMs: 10, fetch: send });
  await api.chat();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(signal?.aborted).toBe(false);
});

test.each(["chat", "plain"] as const)(
  "a %s request without a response fails after the timeout",
  async (name) => {
    const api = await startClient(() => {}, { timeoutMs: 20 });
    await expect(api[name]()).rejects.toMatchObject({
      name: "TimeoutError",
      message: `GET /${name}: The operation was aborted due to timeout`,
    });
  },
);

test("the timeout of a client applies to the body of a reply that is no stream", async () => {
  const api = await startClient((_, response) => response.writeHead(200).write("{"), { timeoutMs: 50 });
  await expect(api.plain()).rejects.toMatchObject({ name: "TimeoutError" });
});

test("a signal aborts the body of a streamed reply, and the server sees the end of the connection", async () => {
  let closed: Promise<unknown> | undefined;
  const api = await startClient((_, response) => {
    closed = new Promise((resolve) => response.once("close", resolve));
    response.writeHead(200).write("data: a\n\n");
  });
  const controller = new AbortController();
  const { body } = (await api.chat({ signal: controller.signal })) as { body: ReadableStream<Uint8Array> };
  const events = readEvents(body);
  expect((await events.next()).value).toMatchObject({ data: "a" });
  controller.abort();
  await expect(events.next()).rejects.toMatchObject({ name: "AbortError" });
  await closed;
});

test("a signal aborts a request before its response", async () => {
  const api = await startClient(() => {});
  const controller = new AbortController();
  const pending = api.plain({ signal: controller.signal });
  controller.abort();
  await expect(pending).rejects.toMatchObject({
    name: "AbortError",
    message: expect.stringMatching(/^GET \/plain: /),
  });
});

test("a signal ends the wait before the next attempt of a request", async () => {
  const controller = new AbortController();
  const busy = { status: 503, headers: { "retry-after": "60" } };
  const api = client(
    { plain },
    {
      baseUrl: "https://api.example.com",
      fetch: async (_, init) => {
        init?.signal?.throwIfAborted();
        setImmediate(() => controller.abort());
        return new Response("", busy);
      },
    },
  );
  await expect(api.plain({ signal: controller.signal })).rejects.toMatchObject({ name: "AbortError" });
});

test("a problem of a route with a streamed reply is read like any other", async () => {
  const details = { status: 404, code: "no-chat", detail: "None.", requestId: "1" };
  const api = await startClient((request, response) => {
    const code = request.headers["x-code"] ?? "no-chat";
    response.writeHead(404, { "content-type": "application/problem+json" });
    response.end(JSON.stringify({ ...details, code }));
  });
  expect(await api.chat()).toMatchObject({ status: 404, body: details });
  await expect(api.chat({ headers: { "x-code": "other" } })).rejects.toBeInstanceOf(Problem);
});

test("a streamed reply without a body is an empty stream", async () => {
  const api = await startClient(() => {}, { fetch: async () => new Response(null, { status: 200 }) });
  const { body } = (await api.chat()) as { body: ReadableStream<Uint8Array> };
  expect(await new Response(body).text()).toBe("");
});
