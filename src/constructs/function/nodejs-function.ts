import { resolveBundleSettings } from "#bundle";
import { type CloudwatchLogGroup, Construct, IamRole, IamRolePolicy, LambdaFunction, Lazy } from "../cdktf";
import {
  assumeRolePolicy,
  encodeStatement,
  type Grantee,
  policyDocument,
  STATEMENT_RULES,
  type Statement,
  statementKey,
  validateStatement,
} from "../iam/policy";
import { createLogGroup, DEFAULT_LOG_RETENTION_DAYS } from "../log-group";
import { physicalName, uniqueName } from "../names";
import { checkProps, readProps } from "../props";
import { choose, escapeTemplates, terraformList, terraformMap } from "../tokens";
import { addValidation, knownAtSynth, WRITE_MEMBERS_FIX } from "../validation";
import { type FunctionCode, registerFunctionCode } from "./code-registry";
import { ASSETS, writeAssets } from "./function-assets";
import { FUNCTION_RULES, type NodejsFunctionProps, type NodejsRuntime } from "./function-props";
import type { FunctionTarget } from "./function-target";
import { validateBundling } from "./validate-bundling";
import { validateFunction } from "./validate-function";

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
  /** Number of concurrent invocations that are reserved for this function, which is also its maximum. */
  readonly reservedConcurrency?: number;
  /** SQS queue that receives the events of asynchronous invocations that failed. */
  readonly deadLetterQueue?: { readonly arn: string };

  readonly #grants: Statement[] = [];

  constructor(scope: Construct, id: string, props: NodejsFunctionProps) {
    super(scope, id);
    const { values, errors } = checkProps(props, FUNCTION_RULES);
    const settings = withDefaults(this, values);
    const { architecture, bundling, runtime } = settings;
    const invalidProps = [...errors, ...validateBundling(bundling)];
    const isBuilt = invalidProps.length === 0;
    const code = registerFunctionCode(this, {
      entry: isBuilt ? settings.entry : undefined,
      target: toEsbuildTarget(runtime),
      settings: resolveBundleSettings(isBuilt ? bundling : undefined, architecture),
    });
    uniqueName(this, "function name", settings.name);
    addValidation(this, () => [...invalidProps, ...validateFunction(settings), ...code.errors()]);

    this.timeoutSeconds = settings.timeoutSeconds;
    this.reservedConcurrency = settings.reservedConcurrency;
    this.deadLetterQueue = settings.deadLetterQueue;
    this.logGroup = createLogGroup(this, "logs", {
      name: `/aws/lambda/${settings.name}`,
      retentionDays: settings.logRetentionDays,
      encryptionKey: settings.logEncryptionKey,
      tags: settings.tags,
    });
    const escaped = escapeTemplates(settings);
    this.role = createExecutionRole(this, escaped);
    const runPolicy = createRunPolicy(this, this.role, runStatements(this.logGroup, settings));
    this.function = createFunction(this, { role: this.role, logs: this.logGroup, runPolicy, code }, escaped);
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
    const encoded = encodeStatement(readProps(this, statement, STATEMENT_RULES, "a statement: "));
    addValidation(this, () => validateStatement(encoded));
    if (this.#grants.length === 0) createGrantPolicy(this, this.role, this.#grants);
    if (!this.#grants.map(statementKey).includes(statementKey(encoded))) this.#grants.push(encoded);
  }
}

const DEFAULT_RUNTIME: NodejsRuntime = "nodejs22.x";

type Settings = ReturnType<typeof withDefaults>;

function withDefaults(scope: Construct, props: NodejsFunctionProps) {
  const known = <Value>(field: string, value: Value) => knownAtSynth(scope, field, value, WRITE_MEMBERS_FIX);
  const vpc = known("vpc", props.vpc);
  const bundling = knownAtSynth(scope, "bundling", props.bundling);
  // Synthesis compares the architecture with the files of packages that are not bundled.
  const needsArchitecture = bundling?.nodeModules !== undefined;
  return {
    ...props,
    entry: knownAtSynth(scope, "entry", props.entry),
    environment: props.environment && terraformMap(props.environment),
    layers: props.layers && terraformList(props.layers),
    vpc: vpc && {
      subnetIds: terraformList(vpc.subnetIds),
      securityGroupIds: terraformList(vpc.securityGroupIds),
    },
    deadLetterQueue: known("deadLetterQueue", props.deadLetterQueue),
    logEncryptionKey: known("logEncryptionKey", props.logEncryptionKey),
    environmentKey: known("environmentKey", props.environmentKey),
    codeSigningConfig: known("codeSigningConfig", props.codeSigningConfig),
    tags: props.tags && terraformMap(props.tags),
    name: props.name ?? physicalName(scope),
    memoryMb: props.memoryMb ?? 512,
    timeoutSeconds: props.timeoutSeconds ?? 10,
    ephemeralStorageMb: props.ephemeralStorageMb ?? 512,
    bundling,
    architecture:
      (needsArchitecture ? knownAtSynth(scope, "architecture", props.architecture) : props.architecture) ??
      "arm64",
    runtime: knownAtSynth(scope, "runtime", props.runtime) ?? DEFAULT_RUNTIME,
    tracing: props.tracing ?? true,
    logRetentionDays: props.logRetentionDays ?? DEFAULT_LOG_RETENTION_DAYS,
  };
}

/** Returns the environment variables, with the option of Node that reads the source map in the zip. */
function functionEnvironment({ environment, bundling }: Settings): Record<string, string> | undefined {
  if (!bundling?.sourceMap) return environment;
  const { NODE_OPTIONS: nodeOptions } = environment ?? {};
  return terraformMap({
    ...environment,
    NODE_OPTIONS: [nodeOptions, "--enable-source-maps"].filter(Boolean).join(" "),
  });
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
  const { vpc, deadLetterQueue } = settings;
  const environment = functionEnvironment(settings);
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
    loggingConfig: {
      logFormat: "JSON",
      logGroup: logs.name,
      applicationLogLevel: settings.applicationLogLevel,
      systemLogLevel: settings.systemLogLevel,
    },
    tags: settings.tags,
    dependsOn: [runPolicy],
  });
  return lambdaFunction;
}
