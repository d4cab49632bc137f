import { problem, route, stream } from "gatewright/contract";
import { formatEvent, handle, handleAll, requireEnvironment } from "gatewright/runtime";
import * as z from "zod/mini";

export const contracts = {
  chat: route("GET /chat/{topic}", {
    access: "public",
    query: z.object({ count: z.optional(z.int()) }),
    replies: { 200: stream("text/event-stream"), 404: problem("no-topic") },
  }),
  status: route("GET /status", { access: "public", replies: { 200: z.object({ isOpen: z.boolean() }) } }),
};

/** Sends a request to a server of the test, and waits for its response. */
async function waitForTest(signal: AbortSignal): Promise<void> {
  await fetch(requireEnvironment("TEST_URL").TEST_URL, { signal });
}

async function* events(topic: string, count: number, signal: AbortSignal) {
  yield formatEvent({ data: `${topic} 1`, id: "1" });
  if (topic === "broken") throw new Error("it is broken");
  await waitForTest(signal);
  for (let id = 2; id <= count; id++) yield formatEvent({ data: `${topic} ${id}`, id: `${id}` });
}

/** Handler of a function with a streamed reply and another reply. */
export const handler = handleAll(
  handle(contracts.chat, ({ params: { topic }, query: { count = 2 }, signal }) =>
    topic === "none"
      ? { status: 404, code: "no-topic", detail: "The topic does not exist." }
      : {
          status: 200,
          body: events(topic, count, signal),
          headers: { "x-topic": topic },
          cookies: ["seen=1"],
        },
  ),
  handle(contracts.status, () => ({ status: 200, body: { isOpen: true } })),
);
