import { fakeId } from "./fake-ids";
import { ACCOUNT_ID } from "./local-account";

/** The parts of a resource that its computed attributes depend on. */
export interface ResourceIdentity {
  /** `aws_lambda_function`. */
  readonly type: string;
  /** `aws_lambda_function.create-product`. */
  readonly address: string;
}

/** A resource whose attributes are asked for. */
interface Subject extends EvaluationContext {
  readonly resource: ResourceIdentity;
  /** An argument, evaluated. */
  readonly argument: (name: string) => unknown;
}

type Attributes = Readonly<Record<string, (subject: Subject) => string>>;

const PARTITION = "arn:aws";

/** What AWS makes up when a resource is created, by type: ids, ARNs, addresses that look as AWS's do. */
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
    qualified_arn: (one) => `${functionArn(one)}:${version(one)}`,
    invoke_arn: (one) => invokeArn(one, functionArn(one)),
    qualified_invoke_arn: (one) => invokeArn(one, `${functionArn(one)}:${version(one)}`),
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
  aws_s3_bucket: { id: bucket, bucket, arn: (one) => `${PARTITION}:s3:::${bucket(one)}` },
  aws_secretsmanager_secret: { id: secretArn, arn: secretArn },
  aws_ssm_parameter: { id: name, arn: (one) => arn(one, "ssm", `parameter/${name(one).replace(/^\//, "")}`) },
  aws_kms_key: { id: keyId, key_id: keyId, arn: (key) => arn(key, "kms", `key/${keyId(key)}`) },
};

/** @returns `undefined` for what AWS would have made up, and nobody does here */
export function computeAttribute(
  resource: ResourceIdentity,
  attribute: string,
  surroundings: EvaluationContext,
  argument: (name: string) => unknown,
): string | undefined {
  const subject = { ...surroundings, resource, argument };
  const made = COMPUTED_ATTRIBUTES[resource.type]?.[attribute];
  if (made) return made(subject);
  return attribute === "id" ? fakeId(seed(subject), 10) : undefined;
}

function seed({ stackName, resource }: Subject): string {
  return `${stackName} ${resource.address}`;
}

function arn({ region }: Subject, service: string, rest: string): string {
  return `${PARTITION}:${service}:${region}:${ACCOUNT_ID}:${rest}`;
}

/** As it is named, or as Terraform would name it. */
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

function functionArn(one: Subject): string {
  return arn(one, "lambda", `function:${functionName(one)}`);
}

function version({ argument }: Subject): string {
  return argument("publish") === true ? "1" : "$LATEST";
}

function invokeArn({ region }: Subject, of: string): string {
  return `${PARTITION}:apigateway:${region}:lambda:path/2015-03-31/functions/${of}/invocations`;
}

/** An alias is given the function's name, or its ARN. */
function aliasArn(alias: Subject): string {
  const of = String(alias.argument("function_name"))
    .replace(/^arn:.*:function:/, "")
    .split(":")[0];
  return arn(alias, "lambda", `function:${of}:${alias.argument("name")}`);
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

function bucket(one: Subject): string {
  return String(one.argument("bucket") ?? fakeId(seed(one), 20));
}

function secretArn(secret: Subject): string {
  return arn(secret, "secretsmanager", `secret:${name(secret)}-${fakeId(seed(secret), 6)}`);
}

function keyId(key: Subject): string {
  const id = fakeId(seed(key), 32).replaceAll(/[g-z]/g, "0");
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** What a stack's values depend on beside the stack. */
export interface EvaluationContext {
  /** `products-dev`: what made-up ids are made of. */
  readonly stackName: string;
  /** Where Terraform runs. */
  readonly folder: string;
  readonly region: string;
  /** Where an API is served: `http://localhost:3000`. */
  readonly endpointOf: (apiAddress: string) => string;
}
