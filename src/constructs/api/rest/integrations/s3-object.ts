import { parameterNames, type RouteKey } from "#contract";
import type { S3Bucket } from "../../../cdktf";
import type { KeyReference } from "../../../log-group";
import { NON_EMPTY_TEXT } from "../../../prop-rules";
import { checkProps, type PropRules } from "../../../props";
import { isUnresolved } from "../../../tokens";
import type { RestIntegration } from "../../common/rest-integration";
import { jsonResponse, problemResponse } from "./json-response";
import {
  FAILED,
  type ProblemBody,
  problemBody,
  problemCode,
  UNAVAILABLE,
  validateProblemReply,
} from "./problem-template";
import {
  ENCRYPTION_KEY,
  keyStatements,
  type ServiceCall,
  type ServiceRoute,
  type ServiceTarget,
  serviceIntegration,
  validateRouteMethod,
} from "./service-integration";
import { EMPTY_BODY, readSuccessReply } from "./success-reply";

/** Options of {@link s3GetObject} and {@link s3PutObject}. None is required. */
export interface S3ObjectOptions {
  /**
   * Key of the object, with `{name}` for a path parameter: `reports/{year}/{id}.pdf`. The role allows only keys of this
   * form. Default: the path parameter of the route, if it has one.
   */
  readonly key?: string;
  /** Customer managed KMS key of the bucket. Default: none. */
  readonly encryptionKey?: KeyReference;
}

const RULES: PropRules<S3ObjectOptions> = { key: NON_EMPTY_TEXT, encryptionKey: ENCRYPTION_KEY };

/**
 * Returns an integration that reads an object of an S3 bucket, without a function. The response has the content type of the
 * object. A missing object is a problem with status 404. With the reply `binary()` in the contract, callers get the bytes of
 * the object.
 *
 * @example
 * import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
 * const bucket = new S3Bucket(this, "bucket", {});
 * const getReport = s3GetObject(bucket, { key: "reports/{id}.pdf" });
 * new RestApi(this, "api").route("GET /reports/{id}", getReport, { access: "public" });
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function s3GetObject(bucket: S3Bucket, options: S3ObjectOptions = {}): RestIntegration {
  const { values, errors } = checkProps(options, RULES);
  return serviceIntegration(bucketTarget(bucket), errors, (service) => {
    const { route, convert } = service;
    const reply = readSuccessReply(route, 200, convert);
    const missing = {
      status: 404,
      code: problemCode(route, 404, NOT_FOUND),
      detail: "The object does not exist.",
    };
    return {
      ...describeObject(bucket, values, service),
      method: "GET",
      success: {
        statusCode: reply.status,
        responseParameters: passHeaders([
          "Content-Type",
          "Cache-Control",
          "Content-Disposition",
          "ETag",
          "Last-Modified",
        ]),
        contentHandling: reply.media?.kind === "binary" ? "CONVERT_TO_BINARY" : undefined,
      },
      // S3 returns 403 for a missing object, because the role may not list the bucket.
      failures: [toResponse(missing, "403|404"), toResponse(UNAVAILABLE, "503"), toResponse(FAILED)],
      statements: [
        { actions: ["s3:GetObject"], resources: [objectArn(bucket, values, service.key)] },
        ...keyStatements(values.encryptionKey, "s3", ["kms:Decrypt"]),
      ],
      errors: [
        ...validateRouteMethod(service, "s3GetObject", ["GET"]),
        ...validateKey(values, service.key),
        ...reply.errors,
        ...validateProblemReply(route, 404, NOT_FOUND),
      ],
    };
  });
}

/**
 * Returns an integration that writes the body of a request to an object of an S3 bucket, without a function. The object has
 * the content type of the request. The response has status 204, unless the contract declares another reply without a body.
 *
 * @example
 * import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
 * const bucket = new S3Bucket(this, "bucket", {});
 * const putPhoto = s3PutObject(bucket, { key: "photos/{name}" });
 * new RestApi(this, "api").route("PUT /photos/{name}", putPhoto, { access: "public" });
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export function s3PutObject(bucket: S3Bucket, options: S3ObjectOptions = {}): RestIntegration {
  const { values, errors } = checkProps(options, RULES);
  return serviceIntegration(bucketTarget(bucket), errors, (service) => {
    const reply = readSuccessReply(service.route, 204, service.convert);
    const call = describeObject(bucket, values, service);
    return {
      ...call,
      method: "PUT",
      requestParameters: {
        ...call.requestParameters,
        "integration.request.header.Content-Type": "method.request.header.Content-Type",
      },
      success: jsonResponse(reply.status, EMPTY_BODY),
      failures: [toResponse(UNAVAILABLE, "503"), toResponse(FAILED)],
      statements: [
        { actions: ["s3:PutObject"], resources: [objectArn(bucket, values, service.key)] },
        ...keyStatements(values.encryptionKey, "s3", ["kms:Decrypt", "kms:GenerateDataKey"]),
      ],
      errors: [
        ...validateRouteMethod(service, "s3PutObject", ["PUT"]),
        ...validateKey(values, service.key),
        ...reply.errors,
        ...(reply.isEmpty || reply.errors.length > 0
          ? []
          : [`reply ${reply.status} has a body, but S3 returns none. Declare \`empty\`.`]),
      ],
    };
  });
}

function bucketTarget(bucket: S3Bucket): ServiceTarget {
  return { name: "bucket", construct: bucket, type: "aws_s3_bucket", expected: "an S3Bucket" };
}

const NOT_FOUND = "not-found";

function describeObject(
  { bucket }: S3Bucket,
  options: S3ObjectOptions,
  { key }: ServiceRoute,
): Pick<ServiceCall, "uri" | "requestParameters"> {
  const parts = splitKey(objectKey(options, key));
  const path = parts.map((part, index) => (index % 2 === 0 ? encodePath(part) : `{${part}}`)).join("");
  const names = parameterNames(key).filter((name) =>
    parts.some((part, index) => index % 2 === 1 && part === name),
  );
  return {
    uri: `s3:path/${bucket}/${path}`,
    requestParameters: Object.fromEntries(
      names.map((name) => [`integration.request.path.${name}`, `method.request.path.${name}`]),
    ),
  };
}

/** Returns the ARN of the objects that a route can reach. Each parameter becomes `*`. */
function objectArn(bucket: S3Bucket, options: S3ObjectOptions, key: RouteKey): string {
  const parts = splitKey(objectKey(options, key));
  return `${bucket.arn}/${parts.map((part, index) => (index % 2 === 0 ? part : "*")).join("")}`;
}

function objectKey({ key: template }: S3ObjectOptions, key: RouteKey): string {
  if (template !== undefined) return String(template);
  return parameterNames(key)
    .map((name) => `{${name}}`)
    .join("/");
}

/**
 * Splits a key into constants, at even indexes, and the names of the parameters between them. A token of CDKTF is a
 * constant.
 */
function splitKey(template: string): string[] {
  return template.split(/(?<!\$)\{([^{}]*)\}/);
}

function encodePath(text: string): string {
  return isUnresolved(text) ? text : text.split("/").map(encodeURIComponent).join("/");
}

function validateKey({ key: template }: S3ObjectOptions, key: RouteKey): string[] {
  const parameters = parameterNames(key);
  if (template === undefined) {
    if (parameters.length === 1) return [];
    const example = parameters.length === 0 ? '"report.pdf"' : JSON.stringify(objectKey({}, key));
    return [
      `has ${parameters.length} path parameters, so the key of the object is not clear. Set key, such as ${example}.`,
    ];
  }
  const parts = splitKey(objectKey({ key: template }, key));
  const unknown = parts.filter((name, index) => index % 2 === 1 && !parameters.includes(name));
  const expected =
    parameters.length > 0 ? `one of ${parameters.join(", ")}` : "none, because the path has none";
  const texts = parts.filter((text, index) => index % 2 === 0 && !isUnresolved(text));
  return [
    ...unknown.map((name) => `key "${template}" has the parameter {${name}}; expected ${expected}.`),
    ...(texts.some((text) => /[*?${}]/.test(text))
      ? [
          `key "${template}" contains *, ?, $ or a single brace, which have a meaning in policies. Remove them.`,
        ]
      : []),
    ...(texts[0]?.startsWith("/") ? [`key "${template}" starts with "/". Remove it.`] : []),
  ];
}

function passHeaders(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [`method.response.header.${name}`, `integration.response.header.${name}`]),
  );
}

/** @param statuses pattern of the statuses of S3. Default: all others */
function toResponse(problem: ProblemBody, statuses?: string) {
  return problemResponse(problem.status, problemBody(problem), statuses);
}
