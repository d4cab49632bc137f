import { knownTags, readProviderConfig, UNKNOWN } from "../../../src/plan/provider";

const NAMES = ["AWS_REGION", "AWS_DEFAULT_REGION"] as const;
const before = NAMES.map((name) => process.env[name]);

beforeEach(() => {
  for (const name of NAMES) delete process.env[name];
});

afterAll(() => {
  for (const [index, name] of NAMES.entries()) {
    if (before[index] !== undefined) process.env[name] = before[index];
  }
});

describe("the region", () => {
  test("the region is read from the provider block", () => {
    process.env.AWS_REGION = "us-west-2";
    expect(readProviderConfig({ region: "eu-central-1" }).region).toBe("eu-central-1");
  });

  test.each([{ region: null }, { region: UNKNOWN }, null])(
    "the region is read from the environment if the provider block is %j",
    (config) => {
      expect(readProviderConfig(config).region).toBe("us-east-1");
      process.env.AWS_DEFAULT_REGION = "eu-west-1";
      expect(readProviderConfig(config).region).toBe("eu-west-1");
      process.env.AWS_REGION = "us-west-2";
      expect(readProviderConfig(config).region).toBe("us-west-2");
    },
  );
});

describe("the tags of every resource", () => {
  test("the default tags come from the block", () => {
    expect(readProviderConfig({ default_tags: [{ tags: { a: "1" } }] }).defaultTags).toStrictEqual({
      a: "1",
    });
    expect(readProviderConfig({ default_tags: [{ tags: null }] }).defaultTags).toStrictEqual({});
    expect(readProviderConfig({ default_tags: [] }).defaultTags).toStrictEqual({});
    expect(readProviderConfig(null).defaultTags).toStrictEqual({});
  });

  test.each([UNKNOWN, { a: UNKNOWN }])("the default tags are unknown for %j", (tags) => {
    expect(readProviderConfig({ default_tags: [{ tags }] }).defaultTags).toBeUndefined();
    expect(knownTags(tags)).toBeUndefined();
  });
});
