import { SharedCallCounter, WorkerCallCounter } from "../../../src/local/lambda";

function createCounter(): { host: SharedCallCounter; worker: WorkerCallCounter } {
  const host = new SharedCallCounter();
  return { host, worker: new WorkerCallCounter(host.memory) };
}

test("invocations that have not begun are reclaimed, and cannot begin", () => {
  const { host, worker } = createCounter();
  for (let i = 0; i < 3; i++) host.enqueue();
  expect(worker.begin()).toBe(true);
  expect(host.close().taken).toBe(2);
  expect(worker.begin()).toBe(false);
  expect(worker.begin()).toBe(false);
});

test("an invocation that is sent to a closed counter begins after the counter is reopened", () => {
  const { host, worker } = createCounter();
  host.enqueue();
  const { key } = host.close();
  host.enqueue();
  expect(worker.begin()).toBe(false);
  worker.reopen(key);
  expect(worker.begin()).toBe(true);
  expect(host.close().taken).toBe(0);
});

test("the key of an earlier close does not reopen the counter", () => {
  const { host, worker } = createCounter();
  host.enqueue();
  const first = host.close();
  host.enqueue();
  const second = host.close();
  expect([first.taken, second.taken]).toEqual([1, 1]);
  worker.reopen(first.key);
  expect(worker.begin()).toBe(false);
  worker.reopen(second.key);
  host.enqueue();
  expect(worker.begin()).toBe(true);
});

test("close reclaims nothing when all invocations have begun", () => {
  const { host, worker } = createCounter();
  host.enqueue();
  worker.begin();
  expect(host.close().taken).toBe(0);
});
