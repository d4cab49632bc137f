import { type ResolvedResource, requireKnown, StackError } from "#terraform";

/** Content of an `aws_cloudwatch_dashboard`. */
export interface Dashboard {
  readonly name: string;
  readonly widgets: readonly ParsedWidget[];
}

/** Widget of a dashboard. Its position and its size are in units of a grid with 24 columns. */
export interface ParsedWidget {
  /** `metric`, `log`, `alarm`, `text`, or a type that is not drawn. */
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: JsonObject;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** Width and height of a widget without a size, in units of the grid. */
const DEFAULT_SIZE = 6;

/**
 * Parses the body of a resource `aws_cloudwatch_dashboard`.
 *
 * @throws EvaluationError if the body contains values that are known only to Terraform or AWS
 * @throws StackError if the body is not JSON with a list of `widgets`
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function parseDashboard({ address, values }: ResolvedResource): Dashboard {
  const where = `${address}: dashboard_body`;
  const body = parseBody(String(requireKnown(values.dashboard_body, where)), where);
  const name = String(requireKnown(values.dashboard_name, `${address}: dashboard_name`));
  return { name, widgets: toItems(body.widgets).filter(isBodyObject).map(parseWidget) };
}

function parseBody(text: string, where: string): JsonObject {
  const body = parseJson(text);
  if (isBodyObject(body) && Array.isArray(body.widgets)) return body;
  const kind = body === undefined ? "not JSON" : "JSON without the list widgets";
  throw new StackError(`${where} is ${kind}; expected { "widgets": […] }. Correct the body.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseWidget({ type, x, y, width, height, properties }: JsonObject): ParsedWidget {
  const size = (value: unknown, max: number) => Math.min(max, Math.max(1, numberOf(value, DEFAULT_SIZE)));
  const columns = size(width, 24);
  return {
    type: textOf(type),
    x: Math.min(24 - columns, Math.max(0, numberOf(x, 0))),
    y: Math.max(0, numberOf(y, 0)),
    width: columns,
    height: size(height, 1000),
    properties: isBodyObject(properties) ? properties : {},
  };
}

/** Returns true for a JSON object, and false for an array or null. */
export function isBodyObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** Returns the value if it is an array, and an empty array otherwise. */
export function toItems(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Returns the value if it is a string, and an empty string otherwise. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Returns the value if it is an integer, and the fallback otherwise. */
function numberOf(value: unknown, fallback: number): number {
  return typeof value === "number" && Number.isInteger(value) ? value : fallback;
}
