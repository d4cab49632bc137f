import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { RequestGate } from "../../../src/local/dynamodb";

function createResponse(): ServerResponse {
  return new ServerResponse(new IncomingMessage(new Socket()));
}

test("a request that arrives while the gate is closed is handled when it opens", async () => {
  const gate = new RequestGate();
  const handle = jest.fn();
  const open = await gate.close();
  const entered = gate.enter(createResponse(), handle);
  expect(handle).not.toHaveBeenCalled();
  open();
  await entered;
  expect(handle).toHaveBeenCalledTimes(1);
});

test("closing the gate waits until the last active request has ended", async () => {
  const gate = new RequestGate();
  const activeResponse = createResponse();
  await gate.enter(activeResponse, () => {});
  let isClosed = false;
  const closed = gate.close().then(() => {
    isClosed = true;
  });
  await new Promise(setImmediate);
  expect(isClosed).toBe(false);
  activeResponse.destroy();
  activeResponse.emit("close");
  await closed;
});

test("a request whose connection is closed while the request waits is not handled", async () => {
  const gate = new RequestGate();
  const handle = jest.fn();
  const abortedResponse = createResponse();
  const open = await gate.close();
  const entered = gate.enter(abortedResponse, handle);
  abortedResponse.destroy();
  abortedResponse.emit("close");
  open();
  await entered;
  expect(handle).not.toHaveBeenCalled();
  (await gate.close())();
});

test("a waiting request continues to wait if the gate closes again immediately", async () => {
  const gate = new RequestGate();
  const handle = jest.fn();
  const open = await gate.close();
  const entered = gate.enter(createResponse(), handle);
  open();
  const openAgain = await gate.close();
  await new Promise(setImmediate);
  expect(handle).not.toHaveBeenCalled();
  openAgain();
  await entered;
  expect(handle).toHaveBeenCalledTimes(1);
});
