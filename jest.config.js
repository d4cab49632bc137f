// Packages resolve "gatewright" to its sources in src, as they do in the npm scripts. Jest has its own setting for the
// tests; the variable is for esbuild, which builds functions, and for the child processes of the tests.
const CONDITION = "gatewright-source";
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ""} --conditions=${CONDITION}`.trim();

/** Settings of every project. */
const shared = {
  testEnvironment: "node",
  testEnvironmentOptions: { customExportConditions: ["node", "node-addons", CONDITION] },
  globalSetup: "<rootDir>/__tests__/global-setup.ts",
  globalTeardown: "<rootDir>/__tests__/global-teardown.ts",
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      {
        jsc: { parser: { syntax: "typescript" }, target: "es2023" },
        module: { type: "commonjs" },
      },
    ],
  },
};

/** Tests that run the real terraform, and tests that build the whole sample application. */
const SLOW = "\\.(terraform|app)\\.test\\.ts$";

/** Tests that install the packed package into projects. */
const PACKAGE = "\\.package\\.test\\.ts$";

module.exports = {
  maxWorkers: 2,
  testTimeout: 60_000,
  projects: [
    {
      ...shared,
      displayName: "fast",
      testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
      testPathIgnorePatterns: [SLOW, PACKAGE],
    },
    {
      ...shared,
      displayName: "terraform",
      testRegex: [SLOW],
      // Jest reads testTimeout at the top level only.
      setupFilesAfterEnv: ["<rootDir>/__tests__/slow-timeout.ts"],
    },
    {
      ...shared,
      displayName: "package",
      testRegex: [PACKAGE],
      globalSetup: "<rootDir>/__tests__/package/global-setup.ts",
      setupFilesAfterEnv: ["<rootDir>/__tests__/slow-timeout.ts"],
    },
  ],
};
