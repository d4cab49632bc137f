import { strFromU8, unzipSync } from "fflate";
import { bundle } from "#bundle";

/** Returns the code of the functions with these entries. */
function bundledCode(...entries: readonly string[]): string[] {
  const requests = entries.map((entry) => ({ entry, target: "node22" }));
  return [...bundle(requests, process.cwd()).values()].map(({ zip }) =>
    Object.values(unzipSync(zip))
      .map((file) => strFromU8(file))
      .join("\n"),
  );
}

test("only the bundle of a function with a streamed reply contains the code that sends streams", () => {
  const [plain, streamed] = bundledCode(
    "functions/products/list.ts",
    "__tests__/local/gateway/rest-api/streamed-handlers.ts",
  );
  expect(streamed).toContain("streamifyResponse");
  expect(plain).not.toContain("streamifyResponse");
  expect(plain).toContain("products");
});

test("a function that sends Server-Sent Events does not contain the code that reads them", () => {
  const [code] = bundledCode("__tests__/local/gateway/rest-api/streamed-handlers.ts");
  expect(code).toContain("retry of an event is");
  expect(code).not.toContain("TextDecoder");
});
