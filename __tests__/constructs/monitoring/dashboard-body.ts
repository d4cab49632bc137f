import { createRequire } from "node:module";
import path from "node:path";
import type { App, TerraformStack } from "gatewright";
import { stackDir } from "#synth";
import { readSynthesizedStack, resolveStack } from "#terraform";

/** Widget of a dashboard body. */
export interface BodyWidget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Body of a dashboard. */
export interface DashboardBody {
  readonly start: string;
  readonly periodOverride: string;
  readonly widgets: readonly BodyWidget[];
}

/** Synthesizes a stack, and returns the body of its dashboard with the values that Terraform would fill in. */
export function bodyOf(stack: TerraformStack, name?: string): DashboardBody {
  (stack.node.root as App).synth();
  const dashboards = resolveStack(readSynthesizedStack(stackDir(stack))).ofType("aws_cloudwatch_dashboard");
  const dashboard = dashboards.find(({ values }) => name === undefined || values.dashboard_name === name);
  return JSON.parse(String(dashboard?.values.dashboard_body));
}

/** Returns the properties of the widget with a title. */
export function propertiesOf(
  { widgets }: DashboardBody,
  title: string,
): BodyWidget["properties"] | undefined {
  return widgets.map(({ properties }) => properties).find((properties) => properties.title === title);
}

const TEXT = { type: "string", minLength: 1 };
const OPTIONS = {
  type: "object",
  additionalProperties: false,
  properties: {
    expression: { ...TEXT, maxLength: 1024 },
    id: { type: "string", pattern: "^[a-z][a-zA-Z0-9_]*$" },
    label: TEXT,
    stat: TEXT,
    visible: { type: "boolean" },
  },
};
const METRIC_OR_EXPRESSION = {
  type: "array",
  oneOf: [
    { items: { ...OPTIONS, required: ["expression", "id", "label"] }, minItems: 1, maxItems: 1 },
    {
      // Namespace, name, at most 30 dimensions with their values, options.
      prefixItems: [TEXT, TEXT],
      items: { oneOf: [TEXT, { ...OPTIONS, required: ["stat"] }] },
      minItems: 3,
      maxItems: 63,
    },
  ],
};
const Y_AXIS = {
  type: "object",
  additionalProperties: false,
  properties: {
    min: { type: "number" },
    max: { type: "number" },
    label: TEXT,
    showUnits: { type: "boolean" },
  },
};
const REGION = { type: "string", pattern: "^[a-z]{2}(-[a-z]+)+-\\d$" };

/** Properties of each type of widget. */
const PROPERTIES = {
  text: {
    required: ["markdown"],
    properties: { markdown: TEXT, background: { enum: ["solid", "transparent"] } },
  },
  alarm: {
    required: ["alarms"],
    properties: {
      alarms: {
        type: "array",
        minItems: 1,
        maxItems: 100,
        uniqueItems: true,
        items: { type: "string", pattern: "^arn:aws:cloudwatch:[a-z0-9-]+:\\d{12}:alarm:.+$" },
      },
      sortBy: { enum: ["default", "stateUpdatedTimestamp", "timestamp"] },
      states: { type: "array", items: { enum: ["ALARM", "INSUFFICIENT_DATA", "OK"] } },
      title: TEXT,
    },
  },
  log: {
    required: ["query", "region"],
    properties: {
      query: { type: "string", pattern: "^SOURCE '[^']+' \\| " },
      region: REGION,
      title: TEXT,
      view: { enum: ["table", "timeSeries", "bar", "pie"] },
    },
  },
  metric: {
    required: ["metrics", "region"],
    properties: {
      annotations: {
        type: "object",
        additionalProperties: false,
        properties: {
          horizontal: {
            type: "array",
            items: {
              type: "object",
              required: ["value"],
              additionalProperties: false,
              properties: { label: TEXT, value: { type: "number" } },
            },
          },
        },
      },
      metrics: { type: "array", minItems: 1, maxItems: 500, items: METRIC_OR_EXPRESSION },
      period: { type: "integer", multipleOf: 60, minimum: 60 },
      region: REGION,
      stacked: { type: "boolean" },
      title: TEXT,
      view: { enum: ["timeSeries", "singleValue", "gauge", "bar", "pie", "table"] },
      yAxis: { type: "object", additionalProperties: false, properties: { left: Y_AXIS, right: Y_AXIS } },
    },
  },
};

/**
 * JSON Schema of the parts of a dashboard body that `ApiDashboard` uses.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
const SCHEMA = {
  type: "object",
  required: ["widgets"],
  additionalProperties: false,
  properties: {
    start: { type: "string", pattern: "^-PT?\\d+[MHDW]$" },
    periodOverride: { enum: ["auto", "inherit"] },
    widgets: {
      type: "array",
      maxItems: 500,
      items: {
        type: "object",
        required: ["type", "properties"],
        additionalProperties: false,
        properties: {
          type: { enum: Object.keys(PROPERTIES) },
          x: { type: "integer", minimum: 0, maximum: 23 },
          y: { type: "integer", minimum: 0 },
          width: { type: "integer", minimum: 1, maximum: 24 },
          height: { type: "integer", minimum: 1, maximum: 1000 },
          properties: { type: "object" },
        },
        allOf: Object.entries(PROPERTIES).map(([type, schema]) => ({
          if: { properties: { type: { const: type } } },
          // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
          then: { properties: { properties: { ...schema, additionalProperties: false } } },
        })),
      },
    },
  },
};

/** Validator of JSON Schema, which the validator of OpenAPI documents has as a dependency. */
const { Ajv2020 } = createRequire(
  path.resolve("node_modules/@seriousme/openapi-schema-validator/package.json"),
)("ajv/dist/2020");

/** Returns the differences of a body from the structure that AWS documents. */
export function validateBody(body: unknown): readonly unknown[] {
  const validate = new Ajv2020({ strict: false, allErrors: true }).compile(SCHEMA);
  return validate(body) ? [] : validate.errors;
}

/** Returns the pairs of widgets that overlap, and the widgets that are not in the grid. */
export function listMisplaced({ widgets }: DashboardBody): readonly unknown[] {
  const outside = widgets.filter(({ x, width }) => x + width > 24);
  const overlapping = widgets.flatMap((a, index) =>
    widgets
      .slice(index + 1)
      .filter(
        (b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height,
      )
      .map((b) => [a, b]),
  );
  return [...outside, ...overlapping];
}
