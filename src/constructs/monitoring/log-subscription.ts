import { MONITORING_QUOTAS } from "#aws";
import {
  CloudwatchLogSubscriptionFilter,
  Construct,
  IamRole,
  IamRolePolicy,
  LambdaPermission,
  Token,
} from "../cdktf";
import { FUNCTION_TARGET, type FunctionTarget } from "../function/function-target";
import { assumeRolePolicy, policyDocument } from "../iam/policy";
import { physicalName } from "../names";
import { ProjectContext } from "../project-context";
import { TAGS, TEXT, WITH_ARN } from "../prop-rules";
import { type PropRules, readProps, required } from "../props";
import { escapeTemplates, expression, terraformMap } from "../tokens";
import { addValidation, knownAtSynth, validateName, WRITE_MEMBERS_FIX } from "../validation";
import { LOG_GROUP, type LogGroupReference, validatePattern } from "./log-group-reference";
import { SubscriptionRegistry, validateLoop } from "./log-loop";
import { validateRegion } from "./validate-region";

/** Options of {@link LogSubscription}. `logGroup` is required, and either `function` or `firehose`. */
export interface LogSubscriptionProps {
  /** Log group whose entries are sent: `create.logGroup` of a function, or `api.accessLogs` of an API. */
  readonly logGroup: LogGroupReference;
  /**
   * Function that receives the entries, in Base64 and compressed with gzip. It must not be the function that writes the
   * log. Default: none.
   */
  readonly function?: FunctionTarget & { readonly arn: string };
  /** Firehose stream that receives the entries, such as a `KinesisFirehoseDeliveryStream`. Default: none. */
  readonly firehose?: { readonly arn: string };
  /**
   * Pattern of the entries to send, in the syntax of filter patterns, up to 1,024 characters. Default: all entries.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
   */
  readonly pattern?: string;
  /** Tags of the role for the Firehose stream. Invalid with `function`, which needs no role. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Destination that replaces an invalid one, so that no other check reports that it is missing. */
const UNKNOWN = { arn: "unknown", functionName: "unknown" };

const SUBSCRIPTION_RULES: PropRules<LogSubscriptionProps> = {
  logGroup: required(LOG_GROUP),
  function: { ...FUNCTION_TARGET, placeholder: () => UNKNOWN },
  firehose: { ...WITH_ARN, placeholder: () => UNKNOWN },
  pattern: TEXT,
  tags: TAGS,
};

/**
 * Subscription that sends the entries of a log group to a function or to a Firehose stream. CloudWatch Logs gets the
 * permission to invoke the function, or a role for the stream. Invalid options are reported when the app is synthesized.
 *
 * @example
 * const pay = new NodejsFunction(this, "pay", { entry: "functions/health/get.ts" });
 * new LogSubscription(this, "archive", {
 *   logGroup: pay.logGroup,
 *   firehose: { arn: "arn:aws:firehose:eu-central-1:123456789012:deliverystream/logs" },
 * });
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
export class LogSubscription extends Construct {
  /** The Terraform resource `aws_cloudwatch_log_subscription_filter`. */
  readonly filter: CloudwatchLogSubscriptionFilter;

  constructor(scope: Construct, id: string, props: LogSubscriptionProps) {
    super(scope, id);
    const settings = withDefaults(this, readProps(this, props, SUBSCRIPTION_RULES));
    const registry = ProjectContext.of(this).registry(SubscriptionRegistry);
    registry.subscriptions.push(settings);
    addValidation(this, () => [
      ...validateSubscription(settings),
      ...validateLoop(settings, registry),
      ...validateRegion(this, { logGroup: settings.logGroup }),
    ]);
    this.filter = new CloudwatchLogSubscriptionFilter(this, "Default", {
      ...escapeTemplates({
        name: settings.name,
        filterPattern: settings.pattern,
        logGroupName: settings.logGroup.name,
      }),
      ...createDestination(this, settings),
    });
  }
}

type Settings = ReturnType<typeof withDefaults>;

function withDefaults(scope: Construct, props: LogSubscriptionProps) {
  return {
    ...props,
    name: physicalName(scope),
    firehose:
      knownAtSynth(scope, "firehose", props.firehose, WRITE_MEMBERS_FIX) ?? (props.firehose && UNKNOWN),
    pattern: props.pattern ?? "",
    tags: props.tags && terraformMap(props.tags),
  };
}

/** Arguments of the subscription for its destination. The permission must exist before the subscription. */
interface Destination {
  readonly destinationArn: string;
  readonly roleArn?: string;
  readonly dependsOn: [LambdaPermission | IamRolePolicy];
}

function createDestination(scope: Construct, settings: Settings): Destination {
  return settings.function
    ? functionDestination(scope, settings.function, settings.logGroup)
    : firehoseDestination(scope, settings);
}

function functionDestination(
  scope: Construct,
  { functionName, arn }: Required<LogSubscriptionProps>["function"],
  logGroup: LogGroupReference,
): Destination {
  const permission = new LambdaPermission(scope, "permission", {
    action: "lambda:InvokeFunction",
    functionName,
    principal: "logs.amazonaws.com",
    sourceArn: `${logGroup.arn}:*`,
  });
  return { destinationArn: arn, dependsOn: [permission] };
}

/**
 * CloudWatch Logs sends a test message when it creates a subscription. The subscription therefore depends on the policy of
 * the role.
 */
function firehoseDestination(scope: Construct, { name, logGroup, firehose, tags }: Settings): Destination {
  const arn = firehose?.arn ?? "";
  const role = new IamRole(scope, "role", {
    ...escapeTemplates({ name, tags }),
    assumeRolePolicy: assumeRolePolicy("logs.amazonaws.com", {
      StringLike: { "aws:SourceArn": sourceArnPattern(logGroup) },
    }),
  });
  const policy = new IamRolePolicy(scope, "deliver", {
    name: "deliver",
    role: role.id,
    policy: policyDocument(() => [
      { actions: ["firehose:PutRecord", "firehose:PutRecordBatch"], resources: [arn] },
    ]),
  });
  return { destinationArn: escapeTemplates(arn), roleArn: role.arn, dependsOn: [policy] };
}

/** Returns the pattern of all ARNs of CloudWatch Logs in the account and the Region of a log group. */
function sourceArnPattern({ arn }: LogGroupReference): string {
  return Token.asString(expression`join(":", concat(slice(split(":", ${arn}), 0, 5), ["*"]))`);
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const ROLE_NAME = {
  kind: "role name",
  max: MONITORING_QUOTAS.roleNameLength,
  pattern: /^[\w+=,.@-]+$/,
  characters: "letters, digits and _+=,.@-",
  fix: "Shorten or change a construct ID in the path.",
};

function validateSubscription({ name, pattern, function: target, firehose, tags }: Settings): string[] {
  return [
    ...validatePattern(pattern),
    ...(target === undefined && firehose === undefined
      ? ["neither function nor firehose is set. Set one of them."]
      : []),
    ...(target !== undefined && firehose !== undefined
      ? ["function and firehose are both set. Create one LogSubscription for each destination."]
      : []),
    ...(target !== undefined && firehose === undefined && tags !== undefined
      ? ["tags is set, but only the role for a Firehose stream has tags. Remove tags."]
      : []),
    ...(target === undefined ? validateName(name, ROLE_NAME) : []),
  ];
}
