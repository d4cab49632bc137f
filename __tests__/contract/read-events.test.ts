import fc from "fast-check";
import { type ReceivedEvent, readEvents } from "gatewright/contract";
import { formatEvent } from "gatewright/runtime";

/** Returns a body that arrives in the given chunks. */
function bodyOf(...chunks: readonly (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks)
        controller.enqueue(typeof chunk === "string" ? encoder.encode(chunk) : chunk);
      controller.close();
    },
  });
}

async function read(...chunks: readonly (string | Uint8Array)[]): Promise<ReceivedEvent[]> {
  const events: ReceivedEvent[] = [];
  for await (const event of readEvents(bodyOf(...chunks))) events.push(event);
  return events;
}

const message = (data: string, others: Partial<ReceivedEvent> = {}): ReceivedEvent => ({
  event: "message",
  data,
  id: "",
  ...others,
});

// The titles name the text of a stream. The first five are the examples of the specification.
const STREAMS: readonly (readonly [string, string, readonly ReceivedEvent[]])[] = [
  ["a data field with two lines", "data: YHOO\ndata: +2\ndata: 10\n\n", [message("YHOO\n+2\n10")]],
  [
    "a comment, IDs and a reset of the ID",
    ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
    [message("first event", { id: "1" }), message("second event"), message(" third event")],
  ],
  ["empty data, and an event without an end", "data\n\ndata\ndata\n\ndata:", [message(""), message("\n")]],
  ["an optional space", "data:test\n\ndata: test\n\n", [message("test"), message("test")]],
  ["a type of event", "event: add\ndata: 7\n\ndata: 8\n\n", [message("7", { event: "add" }), message("8")]],
  ["CR as line break", "data: a\rdata: b\r\rdata: c\r\r", [message("a\nb"), message("c")]],
  ["CRLF as line break", "data: a\r\ndata: b\r\n\r\n", [message("a\nb")]],
  ["a byte order mark", "\ufeffdata: a\n\n", [message("a")]],
  ["a second byte order mark", "\ufeff\ufeffdata: a\n\ndata: b\n\n", [message("b")]],
  ["unknown fields and no field", "foo: 1\nDATA: 2\n:\n\ndata: a\n\n", [message("a")]],
  ["an ID of an event without data", "id: 3\n\ndata: a\n\n", [message("a", { id: "3" })]],
  ["an ID with NUL", "id: 1\nid: 2\0\ndata: a\n\n", [message("a", { id: "1" })]],
  ["a retry time", "retry: 500\ndata: a\n\ndata: b\n\n", [message("a", { retry: 500 }), message("b")]],
  ["a retry time that is no number", "retry: 5s\nretry: -1\ndata: a\n\n", [message("a")]],
  ["a type without data", "event: add\n\ndata: a\n\n", [message("a")]],
];

describe("the reader of Server-Sent Events", () => {
  test.each(STREAMS)("reads %s", async (_, text, events) => {
    expect(await read(text)).toEqual(events);
  });

  test.each(STREAMS)("reads %s from single bytes, and from any other chunks", async (_, text, events) => {
    const bytes = new TextEncoder().encode(text);
    expect(await read(...[...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(events);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 4 }), async (cuts) => {
        const ends = [...cuts.sort((a, b) => a - b), bytes.length];
        const chunks = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
        expect(await read(...chunks)).toEqual(events);
      }),
      { numRuns: 20 },
    );
  });

  test("reads characters whose bytes are in different chunks", async () => {
    const bytes = new TextEncoder().encode("data: ü€😀\n\n");
    expect(await read(...[...bytes].map((byte) => Uint8Array.of(byte)))).toEqual([message("ü€😀")]);
  });

  test("reads CRLF with an empty chunk in it as one line break", async () => {
    expect(await read("data: a\r", "", "\ndata: b\r\n\r\n")).toEqual([message("a\nb")]);
  });

  test("returns an event that ends with CR before the next chunk arrives", async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const events = readEvents(readable);
    const first = events.next();
    await writer.write(new TextEncoder().encode("data: a\r\r"));
    expect((await first).value).toEqual(message("a"));
    const second = events.next();
    void writer.write(new TextEncoder().encode("\ndata: b\n\n"));
    expect((await second).value).toEqual(message("b"));
    await events.return();
  });

  test("cancels the body if the loop over the events ends early", async () => {
    const cancel = jest.fn();
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode("data: a\n\n")),
      cancel,
    });
    for await (const { data } of readEvents(body)) {
      expect(data).toBe("a");
      break;
    }
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  test("throws the error of the body", async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error("broken")),
    });
    await expect(readEvents(body).next()).rejects.toThrow("broken");
  });

  test("reads a line of a megabyte in many chunks without reading its start again", async () => {
    const chunk = "x".repeat(1000);
    const [event] = await read("data: ", ...Array.from({ length: 1000 }, () => chunk), "\n\n");
    expect(event?.data).toHaveLength(1_000_000);
  });
});

describe("the function formatEvent", () => {
  test("writes a line for each field", () => {
    expect(formatEvent({ event: "add", data: "a\nb", id: "7", retry: 500 })).toBe(
      "event: add\ndata: a\ndata: b\nid: 7\nretry: 500\n\n",
    );
  });

  test("writes text that is read as the same event", async () => {
    const field = fc.string({ unit: "grapheme", minLength: 1 }).filter((value) => !/[\r\n\0]/.test(value));
    await fc.assert(
      fc.asyncProperty(
        field,
        fc.string({ unit: "grapheme" }),
        field,
        fc.nat(),
        async (event, data, id, retry) => {
          const events = await read(formatEvent({ event, data, id, retry }), formatEvent({ data: "next" }));
          expect(events).toEqual([
            { event, data: data.replace(/\r\n|\r/g, "\n"), id, retry },
            message("next", { id }),
          ]);
        },
      ),
    );
  });

  test.each([
    [
      { data: "", event: "a\ndata: b" },
      'event of an event is "a\\ndata: b"; expected no line break and no NUL',
    ],
    [{ data: "", event: "a\rb" }, 'event of an event is "a\\rb"; expected no line break and no NUL'],
    [{ data: "", id: "1\n2" }, 'id of an event is "1\\n2"; expected no line break and no NUL'],
    [{ data: "", id: "1\0" }, 'id of an event is "1\\u0000"; expected no line break and no NUL'],
    [{ data: "", retry: 1.5 }, "retry of an event is 1.5; expected a whole number of milliseconds"],
    [{ data: "", retry: -1 }, "retry of an event is -1; expected a whole number of milliseconds"],
  ])("rejects the fields %j", (event, error) => {
    expect(() => formatEvent(event)).toThrow(error);
  });
});
