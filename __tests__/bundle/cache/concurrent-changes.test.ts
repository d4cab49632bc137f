import type { Bundle } from "#bundle";
import { code, write } from "../project";
import { buildCached, buildMock, buildUncached, createWorkspace } from "./cache-fixture";

jest.mock("esbuild", () => {
  const esbuild = jest.requireActual("esbuild");
  return { ...esbuild, buildSync: jest.fn(esbuild.buildSync) };
});

beforeEach(() => buildMock.mockClear());

test("a bundle is not reused if a file changed during its build", () => {
  const workspace = createWorkspace({ "functions/a.ts": "export const handler = () => 1;" });
  const changeFile = () => write(workspace.root, { "functions/a.ts": "export const handler = () => 2;" });
  const first = buildCached(workspace);
  expect(first).toEqual(buildUncached(workspace));
  write(workspace.root, { "functions/a.ts": "export const handler = () => 3;" });
  buildMock.mockImplementation((options) => {
    const result = jest.requireActual("esbuild").buildSync(options);
    if (options.packages !== "external") changeFile();
    return result;
  });
  buildCached(workspace);
  buildMock.mockImplementation(jest.requireActual("esbuild").buildSync);
  expect(buildCached(workspace)).toEqual(buildUncached(workspace));
});

test("a bundle is not reused if a file changed during its build and changed back", () => {
  const source = "export const handler = () => 1;";
  const workspace = createWorkspace({ "functions/a.ts": source });
  buildMock.mockImplementation((options) => {
    if (options.packages === "external") return jest.requireActual("esbuild").buildSync(options);
    write(workspace.root, { "functions/a.ts": "export const handler = () => 2;" });
    const result = jest.requireActual("esbuild").buildSync(options);
    write(workspace.root, { "functions/a.ts": source });
    return result;
  });
  expect(code(buildCached(workspace)[0] as Bundle)).toContain("2");
  buildMock.mockImplementation(jest.requireActual("esbuild").buildSync);
  expect(buildCached(workspace)).toEqual(buildUncached(workspace));
});
