import type { Bundle } from "#bundle";
import { code, write } from "../project";
import { buildCached, buildMock, buildUncached, createWorkspace } from "./cache-fixture";

jest.mock("esbuild", () => {
  const esbuild = jest.requireActual("esbuild");
  return { ...esbuild, build: jest.fn(esbuild.build) };
});

beforeEach(() => buildMock.mockClear());

test("a bundle is not reused if a file changed during its build", async () => {
  const workspace = createWorkspace({ "functions/a.ts": "export const handler = () => 1;" });
  const changeFile = () => write(workspace.root, { "functions/a.ts": "export const handler = () => 2;" });
  const first = await buildCached(workspace);
  expect(first).toEqual(await buildUncached(workspace));
  write(workspace.root, { "functions/a.ts": "export const handler = () => 3;" });
  buildMock.mockImplementation(async (options) => {
    const result = await jest.requireActual("esbuild").build(options);
    changeFile();
    return result;
  });
  await buildCached(workspace);
  buildMock.mockImplementation(jest.requireActual("esbuild").build);
  expect(await buildCached(workspace)).toEqual(await buildUncached(workspace));
});

test("a bundle is not reused if a file changed during its build and changed back", async () => {
  const source = "export const handler = () => 1;";
  const workspace = createWorkspace({ "functions/a.ts": source });
  buildMock.mockImplementation(async (options) => {
    write(workspace.root, { "functions/a.ts": "export const handler = () => 2;" });
    const result = await jest.requireActual("esbuild").build(options);
    write(workspace.root, { "functions/a.ts": source });
    return result;
  });
  expect(code((await buildCached(workspace))[0] as Bundle)).toContain("2");
  buildMock.mockImplementation(jest.requireActual("esbuild").build);
  expect(await buildCached(workspace)).toEqual(await buildUncached(workspace));
});
