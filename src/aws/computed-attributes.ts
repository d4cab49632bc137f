import { fakeId } from "./fake-ids";
import { ACCOUNT_ID } from "./local-account";

/** Type and address of a resource. The fake values of its computed attributes are derived from both. */
export interface ResourceIdentity {
  /** Terraform type: `aws_lambda_function`. */
  readonly type: string;
  /** Terraform address: `aws_lambda_function.create-product`. */
  readonly address: string;
}

/** Resource whose attributes are computed, with the context of its stack. */
interface Subject extends EvaluationContext {
  readonly resource: ResourceIdentity;
  /** Returns the value of an argument of the resource, after its expressions are evaluated. */
  readonly argument: (name: string) => unknown;
}

type Attributes = Readonly<Record<string, (subject: Subject) => string>>;

const PARTITION = "arn:aws";

/**
 * Functions that return the fake values of computed attributes, by resource type and attribute. AWS computes
 * these IDs, ARNs and URLs when it creates a resource; the fake values have the format of AWS.
 */
const COMPUTED_ATTRIBUTES: Readonly<Record<string, Attributes>> = {
  aws_apigatewayv2_api: {
    id: apiId,
    arn: (api) => `${PARTITION}:apigateway:${api.region}::/apis/${apiId(api)}`,
    execution_arn: (api) => arn(api, "execute-api", apiId(api)),
    api_endpoint: ({ resource, endpointOf }) => endpointOf(resource.address),
  },
  aws_apigatewayv2_stage: { id: ({ argument }) => String(argument("name")) },
  aws_lambda_function: {
    id: functionName,
    function_name: functionName,
    arn: functionArn,
    version,
    qualified_arn: (lambda) => `${functionArn(lambda)}:${version(lambda)}`,
    invoke_arn: (lambda) => invokeArn(lambda, functionArn(lambda)),
    qualified_invoke_arn: (lambda) => invokeArn(lambda, `${functionArn(lambda)}:${version(lambda)}`),
  },
  aws_lambda_alias: {
    arn: aliasArn,
    invoke_arn: (alias) => invokeArn(alias, aliasArn(alias)),
  },
  aws_iam_role: {
    id: name,
    name,
    arn: (role) => `${PARTITION}:iam::${ACCOUNT_ID}:role/${name(role)}`,
    unique_id: (role) => `AROA${fakeId(seed(role), 17).toUpperCase()}`,
  },
  aws_cognito_user_pool: {
    id: userPoolId,
    arn: (pool) => arn(pool, "cognito-idp", `userpool/${userPoolId(pool)}`),
    endpoint: (pool) => `cognito-idp.${pool.region}.amazonaws.com/${userPoolId(pool)}`,
  },
  aws_cognito_user_pool_client: {
    id: (client) => fakeId(seed(client), 26),
    client_secret: (client) => fakeId(`${seed(client)} secret`, 52),
  },
  aws_dynamodb_table: {
    id: name,
    arn: (table) => arn(table, "dynamodb", `table/${name(table)}`),
    stream_arn: (table) => `${arn(table, "dynamodb", `table/${name(table)}`)}/stream/2026-01-01T00:00:00.000`,
  },
  aws_cloudwatch_log_group: { id: name, arn: (group) => arn(group, "logs", `log-group:${name(group)}`) },
  aws_sns_topic: { id: topicArn, arn: topicArn },
  aws_sqs_queue: { id: queueUrl, url: queueUrl, arn: (queue) => arn(queue, "sqs", name(queue)) },
  aws_s3_bucket: { id: bucket, bucket, arn: (resource) => `${PARTITION}:s3:::${bucket(resource)}` },
  aws_secretsmanager_secret: { id: secretArn, arn: secretArn },
  aws_ssm_parameter: {
    id: name,
    arn: (parameter) => arn(parameter, "ssm", `parameter/${name(parameter).replace(/^\//, "")}`),
  },
  aws_kms_key: { id: keyId, key_id: keyId, arn: (key) => arn(key, "kms", `key/${keyId(key)}`) },
};

/**
 * Returns a fake value for an attribute that AWS computes when it creates a resource, such as an ARN or a
 * URL. Every resource has an `id`, even a resource of a type that is not emulated.
 *
 * @param argument function that returns the evaluated value of an argument of the resource
 * @returns `undefined` for an attribute that is not emulated
 */
export function computeAttribute(
  resource: ResourceIdentity,
  attribute: string,
  context: EvaluationContext,
  argument: (name: string) => unknown,
): string | undefined {
  const subject = { ...context, resource, argument };
  const compute = COMPUTED_ATTRIBUTES[resource.type]?.[attribute];
  if (compute) return compute(subject);
  return attribute === "id" ? fakeId(seed(subject), 10) : undefined;
}

function seed({ stackName, resource }: Subject): string {
  return `${stackName} ${resource.address}`;
}

function arn({ region }: Subject, service: string, rest: string): string {
  return `${PARTITION}:${service}:${region}:${ACCOUNT_ID}:${rest}`;
}

/** Returns the `name` argument, or else a name such as Terraform generates from `name_prefix`. */
function name(subject: Subject): string {
  const { argument, resource } = subject;
  return String(
    argument("name") ?? `${argument("name_prefix") ?? "terraform-"}${fakeId(resource.address, 16)}`,
  );
}

function apiId(api: Subject): string {
  return fakeId(seed(api), 10);
}

function functionName({ argument }: Subject): string {
  return String(argument("function_name"));
}

function functionArn(lambda: Subject): string {
  return arn(lambda, "lambda", `function:${functionName(lambda)}`);
}

function version({ argument }: Subject): string {
  return argument("publish") === true ? "1" : "$LATEST";
}

function invokeArn({ region }: Subject, lambdaArn: string): string {
  return `${PARTITION}:apigateway:${region}:lambda:path/2015-03-31/functions/${lambdaArn}/invocations`;
}

/** Returns the ARN of an alias, whose `function_name` argument is the name or the ARN of the function. */
function aliasArn(alias: Subject): string {
  const target = String(alias.argument("function_name"))
    .replace(/^arn:.*:function:/, "")
    .split(":")[0];
  return arn(alias, "lambda", `function:${target}:${alias.argument("name")}`);
}

function userPoolId(pool: Subject): string {
  return `${pool.region}_${fakeId(seed(pool), 9)}`;
}

function topicArn(topic: Subject): string {
  return arn(topic, "sns", name(topic));
}

function queueUrl(queue: Subject): string {
  return `https://sqs.${queue.region}.amazonaws.com/${ACCOUNT_ID}/${name(queue)}`;
}

function bucket(resource: Subject): string {
  return String(resource.argument("bucket") ?? fakeId(seed(resource), 20));
}

function secretArn(secret: Subject): string {
  return arn(secret, "secretsmanager", `secret:${name(secret)}-${fakeId(seed(secret), 6)}`);
}

function keyId(key: Subject): string {
  const id = fakeId(seed(key), 32).replaceAll(/[g-z]/g, "0");
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Values that the expressions of a stack depend on, but that are not part of its Terraform JSON. */
export interface EvaluationContext {
  /** Name of the stack: `products-dev`. The fake IDs are derived from it. */
  readonly stackName: string;
  /** Folder in which Terraform would run, for `path.module` and similar expressions. */
  readonly folder: string;
  /** AWS Region: `eu-central-1`. */
  readonly region: string;
  /** Returns the URL of an API by the Terraform address of the API: `http://localhost:3000`. */
  readonly endpointOf: (apiAddress: string) => string;
}
