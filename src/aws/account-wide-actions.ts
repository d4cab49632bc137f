/**
 * IAM actions that need the resource `*`, by service. For nearly all of them, the service authorization reference lists no
 * resource type. The actions of EC2 with a narrower resource are here because Lambda requires `*` before it connects a
 * function to a VPC.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
  xray: [
    "GetSamplingRules",
    "GetSamplingStatisticSummaries",
    "GetSamplingTargets",
    "PutTelemetryRecords",
    "PutTraceSegments",
  ],
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
  cloudwatch: ["GetMetricData", "GetMetricStatistics", "ListMetrics", "PutMetricData"],
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
  logs: [
    "CreateLogDelivery",
    "DeleteLogDelivery",
    "DeleteResourcePolicy",
    "DescribeResourcePolicies",
    "GetLogDelivery",
    "ListLogDeliveries",
    "PutResourcePolicy",
    "UpdateLogDelivery",
  ],
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
  ec2: [
    "AssignPrivateIpAddresses",
    "CreateNetworkInterface",
    "DeleteNetworkInterface",
    "DescribeAvailabilityZones",
    "DescribeInstances",
    "DescribeNetworkInterfaces",
    "DescribeRouteTables",
    "DescribeSecurityGroups",
    "DescribeSubnets",
    "DescribeVpcs",
    "UnassignPrivateIpAddresses",
  ],
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
  ecr: ["GetAuthorizationToken"],
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html
  kms: ["CreateKey", "ListAliases", "ListKeys"],
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
  lambda: [
    "CreateEventSourceMapping",
    "GetAccountSettings",
    "ListEventSourceMappings",
    "ListFunctions",
    "ListLayers",
  ],
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitouserpools.html
  "cognito-idp": ["CreateUserPool", "DescribeUserPoolDomain", "ListUserPools"],
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
  dynamodb: ["DescribeLimits", "ListTables"],
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonresourcegrouptaggingapi.html
  tag: ["GetResources", "GetTagKeys", "GetTagValues"],
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
  s3: ["ListAllMyBuckets"],
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
  secretsmanager: ["BatchGetSecretValue", "GetRandomPassword", "ListSecrets"],
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
  sns: ["ListSubscriptions", "ListTopics"],
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
  ssm: ["DescribeParameters"],
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonmessagegatewayservice.html
  ssmmessages: ["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"],
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
  sts: ["GetCallerIdentity"],
};

/** Returns true if an IAM action needs the resource `*`. IAM ignores the case of an action. */
export function needsEveryResource(action: string): boolean {
  const [service = "", name = ""] = action.toLowerCase().split(":");
  return (
    Object.hasOwn(ACTIONS, service) &&
    ACTIONS[service]?.some((known) => known.toLowerCase() === name) === true
  );
}
