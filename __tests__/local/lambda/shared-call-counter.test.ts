import { SharedCallCounter, WorkerCallCounter } from "../../../src/local/lambda";

function bothSides(): { turns: SharedCallCounter; worker: WorkerCallCounter } {
  const turns = new SharedCallCounter();
  return { turns, worker: new WorkerCallCounter(turns.memory) };
}

test("what has not begun is taken back, and cannot begin", () => {
  const { turns, worker } = bothSides();
  for (let i = 0; i < 3; i++) turns.enqueue();
  expect(worker.begin()).toBe(true);
  expect(turns.close().taken).toBe(2);
  expect(worker.begin()).toBe(false);
  expect(worker.begin()).toBe(false);
});

test("what is given after it was shut begins once that is reopened", () => {
  const { turns, worker } = bothSides();
  turns.enqueue();
  const { key } = turns.close();
  turns.enqueue();
  expect(worker.begin()).toBe(false);
  worker.reopen(key);
  expect(worker.begin()).toBe(true);
  expect(turns.close().taken).toBe(0);
});

test("what was taken back twice is not reopened by the first key", () => {
  const { turns, worker } = bothSides();
  turns.enqueue();
  const first = turns.close();
  turns.enqueue();
  const second = turns.close();
  expect([first.taken, second.taken]).toEqual([1, 1]);
  worker.reopen(first.key);
  expect(worker.begin()).toBe(false);
  worker.reopen(second.key);
  turns.enqueue();
  expect(worker.begin()).toBe(true);
});

test("nothing is there to take back where all has begun", () => {
  const { turns, worker } = bothSides();
  turns.enqueue();
  worker.begin();
  expect(turns.close().taken).toBe(0);
});
