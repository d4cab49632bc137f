/** Resource whose attributes are computed. */
export interface ResourceContext {
  /** AWS Region of the resource: `eu-central-1`. */
  readonly region: string;
  /** AWS account ID: 12 digits. */
  readonly account: string;
  /** Returns the value of an argument, or the computed value if the argument is not set. */
  readonly value: (name: string) => unknown;
  /** Returns the value as a string; empty if it is not set. */
  readonly text: (name: string) => string;
  /**
   * Returns a fake ID of lowercase letters and digits. It is derived from the type of the resource and from the
   * arguments that identify the resource on AWS, so a change of any other argument keeps the ID.
   */
  readonly token: (length: number) => string;
  /** Returns the URL of an API by its ID, without a stage and without a `/` at its end. */
  readonly endpointOf: (apiId: string) => string;
  /** Returns true for the ID of a WebSocket API. */
  readonly isWebSocketApi: (apiId: string) => boolean;
}

/** Attributes that AWS computes for one type of resource. */
export interface ComputedType {
  /**
   * Arguments that identify a resource of this type on AWS: its name, or the ID of its parent and its key. For a type
   * without a name or a key, the arguments that distinguish its resources best.
   */
  readonly identifiedBy: readonly string[];
  /** Functions by attribute. Each returns the value of its attribute, in the format of AWS. */
  readonly attributes: Readonly<Record<string, (resource: ResourceContext) => unknown>>;
}

/** Computed attributes by type: `aws_lambda_function`. */
export type ComputedTypes = Readonly<Record<string, ComputedType>>;

/** Fake creation time of every resource. It is fixed, so that equal configurations give equal values. */
export const FIXED_TIME = "2026-01-01T00:00:00Z";

/** Returns an ARN in the Region and the account of the resource. */
export function arn({ region, account }: ResourceContext, service: string, rest: string): string {
  return `arn:aws:${service}:${region}:${account}:${rest}`;
}

/**
 * Returns the ARN of a resource of API Gateway, which contains no account ID.
 *
 * @param path path in the API of API Gateway: `/restapis/a1b2c3d4e5`
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
 */
export function apiGatewayArn({ region }: ResourceContext, path: string): string {
  return `arn:aws:apigateway:${region}::${path}`;
}

/** Returns a UUID: `1234abcd-12ab-34cd-56ef-1234567890ab`. */
export function uuid({ token }: ResourceContext): string {
  const digits = token(32).replaceAll(/[g-z]/g, "0");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Returns the name that Terraform generates from `name_prefix` for a resource without a name. */
export function generatedName({ text, token }: ResourceContext): string {
  return `${text("name_prefix") || "terraform-"}${token(26)}`;
}

/** Returns a function that computes hexadecimal digits, such as a hash. */
export function hex(length: number): (resource: ResourceContext) => string {
  return ({ token }) => hexDigits(token(length));
}

/** Returns a function that computes bytes in Base64. */
export function base64(bytes: number): (resource: ResourceContext) => string {
  return ({ token }) => Buffer.from(hexDigits(token(2 * bytes)), "hex").toString("base64");
}

/** Returns a token as hexadecimal digits. */
export function hexDigits(token: string): string {
  return token.replaceAll(/[g-z]/g, "0");
}
