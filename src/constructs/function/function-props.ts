import type { BundlingOptions } from "#bundle";
import { type KeyReference, LOG_RETENTION, type LogRetentionDays } from "../log-group";
import {
  BOOLEAN,
  LIST,
  literalRule,
  mapRule,
  NUMBER,
  objectRule,
  oneOf,
  TAGS,
  TEXT,
  textRule,
  WITH_ARN,
} from "../prop-rules";
import { type PropRules, required } from "../props";
import { BUNDLING } from "./validate-bundling";

/**
 * Node.js runtimes that Lambda accepts for new functions.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
export type NodejsRuntime = (typeof NODEJS_RUNTIMES)[number];

export const NODEJS_RUNTIMES = ["nodejs22.x", "nodejs24.x"] as const;

/**
 * Log levels of Lambda, from the most to the least detailed one.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export type ApplicationLogLevel = (typeof APPLICATION_LOG_LEVELS)[number];

const APPLICATION_LOG_LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] as const;
const SYSTEM_LOG_LEVELS = ["DEBUG", "INFO", "WARN"] as const;

/** Subnets and security groups of a function in a VPC. Each list needs at least one ID. */
export interface FunctionVpc {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** Options of a {@link NodejsFunction}. Only `entry` is required. */
export interface NodejsFunctionProps {
  /** Path of the file that exports `handler`, relative to the project: `functions/products/create.ts`. */
  readonly entry: string;
  /**
   * Name of the function on AWS, up to 64 characters. Default: the construct's path,
   * `products-dev-create-product`.
   */
  readonly name?: string;
  /** Description of the function, up to 256 characters. Default: none. */
  readonly description?: string;
  /** Environment variables, up to 4 KB in total. Default: none. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Memory in MB, 128 to 10,240. Lambda allocates CPU in proportion to memory. Default: 512, because the AWS
   * SDK takes seconds to load with Lambda's own default of 128 MB.
   */
  readonly memoryMb?: number;
  /**
   * Timeout of an invocation in seconds, 1 to 900. The maximum is 30 for a function of a route and 10 for the
   * function of an authorizer, because API Gateway does not wait longer. Default: 10, because few callers
   * wait longer.
   */
  readonly timeoutSeconds?: number;
  /** Processor architecture. Default: `"arm64"`, which costs 20% less per GB-second than `"x86_64"`. */
  readonly architecture?: "arm64" | "x86_64";
  /** Lambda runtime. The bundle is built for the Node.js version of this runtime. Default: `"nodejs22.x"`. */
  readonly runtime?: NodejsRuntime;
  /**
   * Number of concurrent invocations that are reserved for this function, which is also its maximum. With 0,
   * Lambda throttles every invocation. Default: none, so that the function shares the limit of the account.
   */
  readonly reservedConcurrency?: number;
  /** ARNs of layer versions, up to 5. Default: none. */
  readonly layers?: readonly string[];
  /** Subnets and security groups of the VPC that the function runs in. Default: no VPC. */
  readonly vpc?: FunctionVpc;
  /** Size of `/tmp` in MB, 512 to 10,240. Default: 512. */
  readonly ephemeralStorageMb?: number;
  /**
   * SQS queue that receives the events of asynchronous invocations after all retries have failed. Invocations
   * through an API are synchronous and do not use the queue. If the queue has a customer managed KMS key,
   * also grant the function `kms:Decrypt` and `kms:GenerateDataKey`. Default: none.
   */
  readonly deadLetterQueue?: { readonly arn: string };
  /**
   * Enables X-Ray tracing. HTTP APIs do not support X-Ray, so a trace starts at the function. Default: true.
   */
  readonly tracing?: boolean;
  /** Retention of the logs, in days. Default: 30. */
  readonly logRetentionDays?: LogRetentionDays;
  /**
   * Level below which Lambda drops what the code of the function writes with `log` or `console`. With a level above
   * `INFO`, Lambda also drops the metrics of `withMetrics`. Default: `"INFO"`.
   */
  readonly applicationLogLevel?: ApplicationLogLevel;
  /**
   * Level below which Lambda drops its own log entries. With `"WARN"`, it writes no report of the duration and of cold
   * starts. Default: `"INFO"`.
   */
  readonly systemLogLevel?: (typeof SYSTEM_LOG_LEVELS)[number];
  /**
   * Customer managed KMS key that encrypts the logs. Its key policy must allow CloudWatch Logs of the Region to use it.
   * Default: CloudWatch Logs encrypts the logs with a key that AWS owns.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  readonly logEncryptionKey?: KeyReference;
  /**
   * Customer managed KMS key that encrypts the environment variables. Lambda creates a grant for the role of the
   * function, so the function needs no permission. Default: Lambda encrypts the variables with a key that AWS manages.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
   */
  readonly environmentKey?: KeyReference;
  /**
   * Code signing configuration, an `aws_lambda_code_signing_config`. The zip that Terraform uploads is not signed, so the
   * configuration must have the policy `Warn`, or the function must get a signed zip from S3. Default: Lambda does not
   * check signatures.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html
   */
  readonly codeSigningConfig?: { readonly arn: string };
  /** Tags of the function, its role and its log group. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Options of the bundle with the code. Default: a minified CommonJS file that includes all packages. */
  readonly bundling?: BundlingOptions;
}

const VPC: PropRules<FunctionVpc> = { subnetIds: required(LIST), securityGroupIds: required(LIST) };

/** Rules for the options of a {@link NodejsFunction}. */
export const FUNCTION_RULES: PropRules<NodejsFunctionProps> = {
  entry: required(
    literalRule(textRule("the path of the file that exports handler", '"functions/products/create.ts"')),
  ),
  name: TEXT,
  description: TEXT,
  // The values have a check with the name of the variable.
  environment: mapRule(undefined, '{ NAME: "value" }'),
  memoryMb: NUMBER,
  timeoutSeconds: NUMBER,
  architecture: oneOf(["arm64", "x86_64"]),
  runtime: oneOf(NODEJS_RUNTIMES),
  reservedConcurrency: NUMBER,
  layers: LIST,
  vpc: objectRule(VPC, "{ subnetIds: [...], securityGroupIds: [...] }"),
  ephemeralStorageMb: NUMBER,
  deadLetterQueue: WITH_ARN,
  tracing: BOOLEAN,
  logRetentionDays: LOG_RETENTION,
  applicationLogLevel: oneOf(APPLICATION_LOG_LEVELS),
  systemLogLevel: oneOf(SYSTEM_LOG_LEVELS),
  logEncryptionKey: WITH_ARN,
  environmentKey: WITH_ARN,
  codeSigningConfig: WITH_ARN,
  tags: TAGS,
  bundling: BUNDLING,
};
