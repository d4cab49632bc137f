import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { RequestGate } from "../../../src/local/dynamodb";

function response(): ServerResponse {
  return new ServerResponse(new IncomingMessage(new Socket()));
}

test("who comes while it is shut goes in when it opens", async () => {
  const gate = new RequestGate();
  const handle = jest.fn();
  const open = await gate.close();
  const entered = gate.enter(response(), handle);
  expect(handle).not.toHaveBeenCalled();
  open();
  await entered;
  expect(handle).toHaveBeenCalledTimes(1);
});

test("it is shut when the last one inside has left", async () => {
  const gate = new RequestGate();
  const inside = response();
  await gate.enter(inside, () => {});
  let isShut = false;
  const shut = gate.close().then(() => {
    isShut = true;
  });
  await new Promise(setImmediate);
  expect(isShut).toBe(false);
  inside.destroy();
  inside.emit("close");
  await shut;
});

test("who left while it was shut does not go in", async () => {
  const gate = new RequestGate();
  const handle = jest.fn();
  const left = response();
  const open = await gate.close();
  const entered = gate.enter(left, handle);
  left.destroy();
  left.emit("close");
  open();
  await entered;
  expect(handle).not.toHaveBeenCalled();
  (await gate.close())();
});

test("who waits goes on waiting where it is shut again at once", async () => {
  const gate = new RequestGate();
  const handle = jest.fn();
  const open = await gate.close();
  const entered = gate.enter(response(), handle);
  open();
  const openAgain = await gate.close();
  await new Promise(setImmediate);
  expect(handle).not.toHaveBeenCalled();
  openAgain();
  await entered;
  expect(handle).toHaveBeenCalledTimes(1);
});
