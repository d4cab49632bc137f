import { SharedCallCounter, WorkerCallCounter } from "../../../src/local/lambda/shared-call-counter";

function createCounter(): { mainThread: SharedCallCounter; worker: WorkerCallCounter } {
  const mainThread = new SharedCallCounter();
  return { mainThread, worker: new WorkerCallCounter(mainThread.memory) };
}

test("invocations that have not started are reclaimed, and cannot start", () => {
  const { mainThread, worker } = createCounter();
  for (let i = 0; i < 3; i++) mainThread.enqueue();
  expect(worker.tryStart()).toBe(true);
  expect(mainThread.close().reclaimedCount).toBe(2);
  expect(worker.tryStart()).toBe(false);
  expect(worker.tryStart()).toBe(false);
});

test("an invocation that is enqueued while the counter is closed starts after the counter is reopened", () => {
  const { mainThread, worker } = createCounter();
  mainThread.enqueue();
  const { key } = mainThread.close();
  mainThread.enqueue();
  expect(worker.tryStart()).toBe(false);
  worker.reopen(key);
  expect(worker.tryStart()).toBe(true);
  expect(mainThread.close().reclaimedCount).toBe(0);
});

test("the key of an earlier close() does not reopen the counter", () => {
  const { mainThread, worker } = createCounter();
  mainThread.enqueue();
  const first = mainThread.close();
  mainThread.enqueue();
  const second = mainThread.close();
  expect([first.reclaimedCount, second.reclaimedCount]).toEqual([1, 1]);
  worker.reopen(first.key);
  expect(worker.tryStart()).toBe(false);
  worker.reopen(second.key);
  mainThread.enqueue();
  expect(worker.tryStart()).toBe(true);
});

test("close() reclaims no invocation if all invocations have started", () => {
  const { mainThread, worker } = createCounter();
  mainThread.enqueue();
  worker.tryStart();
  expect(mainThread.close().reclaimedCount).toBe(0);
});
