import { type CloudwatchLogGroup, Construct, IamRole, IamRolePolicy, LambdaFunction, Lazy } from "../cdktf";
import {
  assumeRolePolicy,
  type Grantee,
  policyDocument,
  type Statement,
  validateStatement,
} from "../iam/policy";
import { createLogGroup, DEFAULT_LOG_RETENTION_DAYS, type LogRetentionDays } from "../log-group";
import { physicalName, uniqueName } from "../names";
import { addValidation } from "../validation";
import { ASSETS, writeAssets } from "./function-assets";
import { type FunctionCode, functionCode } from "./function-code";
import { validateFunction } from "./function-limits";
import type { FunctionTarget } from "./function-target";

/**
 * The Node runtimes in which Lambda still creates functions.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
export type NodejsRuntime = "nodejs22.x" | "nodejs24.x";

/** Where in a VPC a function runs. */
export interface FunctionVpc {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

export interface NodejsFunctionProps {
  /** The file that exports `handler`, relative to the project: `functions/products/create.ts`. */
  readonly entry: string;
  /** Its name on AWS, 64 characters at most. Default: its path, `products-dev-create-product`. */
  readonly name?: string;
  /** 256 characters at most. Default: none. */
  readonly description?: string;
  /** Its environment variables, 4 KB in all. Default: none. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Memory in MB, 128 to 10,240. Default: 512: Lambda gives processor time in proportion, and at its own default of
   * 128 MB the AWS SDK takes seconds to load.
   */
  readonly memoryMb?: number;
  /**
   * How long one call may take, in seconds, 1 to 900; 30 at most for a function that a route leads to. Default: 10: a
   * caller has given up by then.
   */
  readonly timeoutSeconds?: number;
  /** Default: `"arm64"`, which costs a fifth less a second. */
  readonly architecture?: "arm64" | "x86_64";
  /** Default: `"nodejs22.x"`. The bundle is made for it. */
  readonly runtime?: NodejsRuntime;
  /** How many calls may run at once, taken out of the account's pool; 0 stops the function. Default: the pool is shared. */
  readonly reservedConcurrency?: number;
  /** ARNs of layer versions, 5 at most. Default: none. */
  readonly layers?: readonly string[];
  /** Default: no VPC. */
  readonly vpc?: FunctionVpc;
  /** The size of `/tmp` in MB, 512 to 10,240. Default: 512. */
  readonly ephemeralStorageMb?: number;
  /**
   * An SQS queue that gets the events of asynchronous calls that failed for good; a call through an API is never one.
   * To a queue under a key of its own, the function needs a grant of `kms:Decrypt` and `kms:GenerateDataKey` as well.
   * Default: none.
   */
  readonly deadLetterQueue?: { readonly arn: string };
  /** Whether X-Ray samples its calls. Default: true. An HTTP API cannot trace, so a trace begins here. */
  readonly tracing?: boolean;
  /** How long its logs are kept, in days. Default: 30. */
  readonly logRetentionDays?: LogRetentionDays;
  /** Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A Lambda function in TypeScript: bundled and zipped at synth, with a role of its own that may do just what it
 * needs, a log group of its own with JSON logs, and X-Ray.
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
  /** `aws_lambda_function`. */
  readonly function: LambdaFunction;
  /** `aws_iam_role`, with an inline policy of what Lambda needs to run it. */
  readonly role: IamRole;
  /** `aws_cloudwatch_log_group`, `/aws/lambda/<name>`. */
  readonly logGroup: CloudwatchLogGroup;
  readonly timeoutSeconds: number;

  readonly #grants: Statement[] = [];

  constructor(scope: Construct, id: string, props: NodejsFunctionProps) {
    super(scope, id);
    const settings = withDefaults(this, props);
    const code = functionCode(this, props.entry, nodeTarget(settings.runtime));
    uniqueName(this, "function name", settings.name);
    addValidation(this, () => [...validateFunction(settings), ...code.errors()]);

    this.timeoutSeconds = settings.timeoutSeconds;
    this.logGroup = createLogGroup(this, "logs", {
      name: `/aws/lambda/${settings.name}`,
      retentionDays: settings.logRetentionDays,
      tags: settings.tags,
    });
    this.role = createExecutionRole(this, settings);
    const toRun = createRunPolicy(this, this.role, runStatements(this.logGroup, settings));
    this.function = createFunction(
      this,
      { role: this.role, logs: this.logGroup, runPolicy: toRun, code },
      settings,
    );
    writeAssets(this, () => this.function.friendlyUniqueId, code);
  }

  /** Its name on AWS. */
  get functionName(): string {
    return this.function.functionName;
  }

  get arn(): string {
    return this.function.arn;
  }

  /** What API Gateway calls it by. */
  get invokeArn(): string {
    return this.function.invokeArn;
  }

  grant(statement: Statement): void {
    addValidation(this, () => validateStatement(statement));
    if (this.#grants.length === 0) createGrantPolicy(this, this.role, this.#grants);
    const known = this.#grants.map((grant) => JSON.stringify(grant));
    if (!known.includes(JSON.stringify(statement))) this.#grants.push(statement);
  }
}

type Settings = ReturnType<typeof withDefaults>;

function withDefaults(scope: Construct, props: NodejsFunctionProps) {
  return {
    ...props,
    name: props.name ?? physicalName(scope),
    memoryMb: props.memoryMb ?? 512,
    timeoutSeconds: props.timeoutSeconds ?? 10,
    ephemeralStorageMb: props.ephemeralStorageMb ?? 512,
    architecture: props.architecture ?? "arm64",
    runtime: props.runtime ?? "nodejs22.x",
    tracing: props.tracing ?? true,
    logRetentionDays: props.logRetentionDays ?? DEFAULT_LOG_RETENTION_DAYS,
  };
}

/** `nodejs22.x` as esbuild names it: `node22`. */
function nodeTarget(runtime: NodejsRuntime): string {
  return `node${runtime.slice("nodejs".length, -".x".length)}`;
}

function createExecutionRole(scope: Construct, { name, tags }: Settings): IamRole {
  return new IamRole(scope, "role", {
    name,
    assumeRolePolicy: assumeRolePolicy("lambda.amazonaws.com"),
    tags,
  });
}

/** What Lambda itself needs to run the function: it checks for it when it creates it. */
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
 * X-Ray knows no narrower resource for these.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
 */
const XRAY = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];

/**
 * Lambda checks for these without a resource when it creates the function, and the Describe actions have none.
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
 * What the function may do beyond running. A policy of its own, which the function does not depend on: two functions
 * that may each call the other would else be a cycle.
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
  /** Lambda checks for it when it creates the function. */
  readonly runPolicy: IamRolePolicy;
  readonly code: FunctionCode;
}

function createFunction(
  scope: Construct,
  { role, logs, runPolicy, code }: FunctionParts,
  settings: Settings,
): LambdaFunction {
  const { vpc, deadLetterQueue, environment } = settings;
  const made: LambdaFunction = new LambdaFunction(scope, "Default", {
    functionName: settings.name,
    description: settings.description,
    role: role.arn,
    filename: Lazy.stringValue({ produce: () => `${ASSETS}/${made.friendlyUniqueId}.zip` }),
    sourceCodeHash: Lazy.stringValue({ produce: ({ preparing }) => (preparing ? "" : code.bundle().hash) }),
    handler: "index.handler",
    runtime: settings.runtime,
    architectures: [settings.architecture],
    memorySize: settings.memoryMb,
    timeout: settings.timeoutSeconds,
    reservedConcurrentExecutions: settings.reservedConcurrency,
    layers: settings.layers && [...settings.layers],
    environment: environment && { variables: { ...environment } },
    ephemeralStorage: { size: settings.ephemeralStorageMb },
    vpcConfig: vpc && { subnetIds: [...vpc.subnetIds], securityGroupIds: [...vpc.securityGroupIds] },
    deadLetterConfig: deadLetterQueue && { targetArn: deadLetterQueue.arn },
    tracingConfig: { mode: settings.tracing ? "Active" : "PassThrough" },
    loggingConfig: { logFormat: "JSON", logGroup: logs.name },
    tags: settings.tags,
    dependsOn: [runPolicy],
  });
  return made;
}
