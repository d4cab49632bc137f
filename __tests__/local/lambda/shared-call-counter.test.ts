import { Turns, WorkerTurns } from "../../../src/local/lambda/shared-call-counter";

function bothSides(): { turns: Turns; worker: WorkerTurns } {
  const turns = new Turns();
  return { turns, worker: new WorkerTurns(turns.memory) };
}

test("what has not begun is taken back, and cannot begin", () => {
  const { turns, worker } = bothSides();
  for (let i = 0; i < 3; i++) turns.give();
  expect(worker.begin()).toBe(true);
  expect(turns.shut().taken).toBe(2);
  expect(worker.begin()).toBe(false);
  expect(worker.begin()).toBe(false);
});

test("what is given after it was shut begins once that is reopened", () => {
  const { turns, worker } = bothSides();
  turns.give();
  const { key } = turns.shut();
  turns.give();
  expect(worker.begin()).toBe(false);
  worker.reopen(key);
  expect(worker.begin()).toBe(true);
  expect(turns.shut().taken).toBe(0);
});

test("what was taken back twice is not reopened by the first key", () => {
  const { turns, worker } = bothSides();
  turns.give();
  const first = turns.shut();
  turns.give();
  const second = turns.shut();
  expect([first.taken, second.taken]).toEqual([1, 1]);
  worker.reopen(first.key);
  expect(worker.begin()).toBe(false);
  worker.reopen(second.key);
  turns.give();
  expect(worker.begin()).toBe(true);
});

test("nothing is there to take back where all has begun", () => {
  const { turns, worker } = bothSides();
  turns.give();
  worker.begin();
  expect(turns.shut().taken).toBe(0);
});
