import { type CloudwatchLogGroup, Construct, IamRole, IamRolePolicy, LambdaFunction, Lazy } from "../cdktf";
import {
  assumeRolePolicy,
  encodeStatement,
  type Grantee,
  policyDocument,
  type Statement,
  statementKey,
  validateStatement,
} from "../iam/policy";
import {
  createLogGroup,
  DEFAULT_LOG_RETENTION_DAYS,
  type KeyReference,
  type LogRetentionDays,
} from "../log-group";
import { physicalName, uniqueName } from "../names";
import { choose, terraformList, terraformMap } from "../tokens";
import { addValidation, knownAtSynth, WRITE_MEMBERS_FIX } from "../validation";
import { type FunctionCode, registerFunctionCode } from "./code-registry";
import { ASSETS, writeAssets } from "./function-assets";
import type { FunctionTarget } from "./function-target";
import { validateFunction } from "./validate-function";

/**
 * Node.js runtimes that Lambda accepts for new functions.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
export type NodejsRuntime = "nodejs22.x" | "nodejs24.x";

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
}

/**
 * Lambda function in TypeScript. Synthesis bundles and zips its code. The function has its own role with only
 * the permissions that it needs, its own log group with JSON logs, and X-Ray tracing. Invalid options and
 * build errors are reported when the app is synthesized.
 *
 * @example
 * const create = new NodejsFunction(this, "create-product", {
 *   entry: "functions/products/create.ts",
 *   environment: { PRODUCTS_TABLE: "products" },
 * });
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
export class NodejsFunction extends Construct implements FunctionTarget, Grantee {
  /** The Terraform resource `aws_lambda_function`. */
  readonly function: LambdaFunction;
  /**
   * The Terraform resource `aws_iam_role`, with an inline policy for the permissions that the function needs
   * to run.
   */
  readonly role: IamRole;
  /** The Terraform resource `aws_cloudwatch_log_group` with the name `/aws/lambda/<name of the function>`. */
  readonly logGroup: CloudwatchLogGroup;
  /** Timeout of an invocation, in seconds. */
  readonly timeoutSeconds: number;

  readonly #grants: Statement[] = [];

  constructor(scope: Construct, id: string, props: NodejsFunctionProps) {
    super(scope, id);
    const settings = withDefaults(this, props);
    const code = registerFunctionCode(this, settings.entry, toEsbuildTarget(settings.runtime));
    uniqueName(this, "function name", settings.name);
    addValidation(this, () => [...validateFunction(settings), ...code.errors()]);

    this.timeoutSeconds = settings.timeoutSeconds;
    this.logGroup = createLogGroup(this, "logs", {
      name: `/aws/lambda/${settings.name}`,
      retentionDays: settings.logRetentionDays,
      encryptionKey: settings.logEncryptionKey,
      tags: settings.tags,
    });
    this.role = createExecutionRole(this, settings);
    const runPolicy = createRunPolicy(this, this.role, runStatements(this.logGroup, settings));
    this.function = createFunction(this, { role: this.role, logs: this.logGroup, runPolicy, code }, settings);
    writeAssets(this, () => this.function.friendlyUniqueId, code);
  }

  /** Name of the function on AWS. */
  get functionName(): string {
    return this.function.functionName;
  }

  /** ARN of the function. */
  get arn(): string {
    return this.function.arn;
  }

  /** ARN that API Gateway uses to invoke the function. */
  get invokeArn(): string {
    return this.function.invokeArn;
  }

  /** Adds a permission to the function's role. An identical statement is added only once. */
  grant(statement: Statement): void {
    const encoded = encodeStatement(statement);
    addValidation(this, () => validateStatement(encoded));
    if (this.#grants.length === 0) createGrantPolicy(this, this.role, this.#grants);
    if (!this.#grants.map(statementKey).includes(statementKey(encoded))) this.#grants.push(encoded);
  }
}

type Settings = ReturnType<typeof withDefaults>;

function withDefaults(scope: Construct, props: NodejsFunctionProps) {
  const vpc = knownAtSynth(scope, "vpc", props.vpc, WRITE_MEMBERS_FIX);
  return {
    ...props,
    entry: knownAtSynth(scope, "entry", props.entry),
    environment: props.environment && terraformMap(props.environment),
    layers: props.layers && terraformList(props.layers),
    vpc: vpc && {
      subnetIds: terraformList(vpc.subnetIds),
      securityGroupIds: terraformList(vpc.securityGroupIds),
    },
    deadLetterQueue: knownAtSynth(scope, "deadLetterQueue", props.deadLetterQueue, WRITE_MEMBERS_FIX),
    tags: props.tags && terraformMap(props.tags),
    name: props.name ?? physicalName(scope),
    memoryMb: props.memoryMb ?? 512,
    timeoutSeconds: props.timeoutSeconds ?? 10,
    ephemeralStorageMb: props.ephemeralStorageMb ?? 512,
    architecture: props.architecture ?? "arm64",
    runtime: knownAtSynth(scope, "runtime", props.runtime) ?? "nodejs22.x",
    tracing: props.tracing ?? true,
    logRetentionDays: props.logRetentionDays ?? DEFAULT_LOG_RETENTION_DAYS,
  };
}

/** Returns the Node version of a runtime, as esbuild names it: `node22` for `nodejs22.x`. */
function toEsbuildTarget(runtime: NodejsRuntime): string {
  return `node${runtime.slice("nodejs".length, -".x".length)}`;
}

function createExecutionRole(scope: Construct, { name, tags }: Settings): IamRole {
  return new IamRole(scope, "role", {
    name,
    assumeRolePolicy: assumeRolePolicy("lambda.amazonaws.com"),
    tags,
  });
}

/**
 * Returns the permissions that the function needs to run. Lambda checks some of them when it creates the
 * function.
 */
function runStatements(logs: CloudwatchLogGroup, { tracing, vpc, deadLetterQueue }: Settings): Statement[] {
  const statements = [
    { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [`${logs.arn}:*`] },
  ];
  if (tracing) statements.push({ actions: XRAY, resources: ["*"] });
  if (vpc) statements.push({ actions: NETWORK_INTERFACES, resources: ["*"] });
  if (deadLetterQueue) statements.push({ actions: ["sqs:SendMessage"], resources: [deadLetterQueue.arn] });
  return statements;
}

/**
 * Actions of X-Ray tracing. X-Ray supports only the resource `*` for them.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
 */
const XRAY = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];

/**
 * Actions that Lambda needs to connect a function to a VPC. The resource must be `*`, because Lambda checks
 * for this resource when it creates the function, and because the Describe actions support no other resource.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
const NETWORK_INTERFACES = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];

function createRunPolicy(scope: Construct, role: IamRole, statements: readonly Statement[]): IamRolePolicy {
  return new IamRolePolicy(scope, "run", {
    name: "run",
    role: role.id,
    policy: policyDocument(() => statements),
  });
}

/**
 * Creates the policy with the permissions from {@link NodejsFunction.grant}. This policy is separate from the
 * policy `run`, because the function depends on `run` and must not depend on granted permissions. Otherwise,
 * two functions that are allowed to invoke each other would have a dependency cycle.
 */
function createGrantPolicy(scope: Construct, role: IamRole, statements: readonly Statement[]): IamRolePolicy {
  return new IamRolePolicy(scope, "grants", {
    name: "grants",
    role: role.id,
    policy: policyDocument(() => statements),
  });
}

interface FunctionParts {
  readonly role: IamRole;
  readonly logs: CloudwatchLogGroup;
  /**
   * Policy that must exist before the function, because Lambda checks its permissions when it creates the
   * function.
   */
  readonly runPolicy: IamRolePolicy;
  readonly code: FunctionCode;
}

function createFunction(
  scope: Construct,
  { role, logs, runPolicy, code }: FunctionParts,
  settings: Settings,
): LambdaFunction {
  const { vpc, deadLetterQueue, environment } = settings;
  const lambdaFunction: LambdaFunction = new LambdaFunction(scope, "Default", {
    functionName: settings.name,
    description: settings.description,
    role: role.arn,
    filename: Lazy.stringValue({ produce: () => `${ASSETS}/${lambdaFunction.friendlyUniqueId}.zip` }),
    sourceCodeHash: Lazy.stringValue({ produce: ({ preparing }) => (preparing ? "" : code.bundle().hash) }),
    handler: "index.handler",
    runtime: settings.runtime,
    architectures: [settings.architecture],
    memorySize: settings.memoryMb,
    timeout: settings.timeoutSeconds,
    reservedConcurrentExecutions: settings.reservedConcurrency,
    layers: settings.layers,
    environment: environment && { variables: environment },
    kmsKeyArn: settings.environmentKey?.arn,
    codeSigningConfigArn: settings.codeSigningConfig?.arn,
    ephemeralStorage: { size: settings.ephemeralStorageMb },
    vpcConfig: vpc,
    deadLetterConfig: deadLetterQueue && { targetArn: deadLetterQueue.arn },
    tracingConfig: { mode: choose(settings.tracing, "Active", "PassThrough") },
    loggingConfig: { logFormat: "JSON", logGroup: logs.name },
    tags: settings.tags,
    dependsOn: [runPolicy],
  });
  return lambdaFunction;
}
