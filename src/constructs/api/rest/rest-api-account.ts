import {
  ApiGatewayAccount,
  Construct,
  DataAwsPartition,
  IamRole,
  IamRolePolicy,
  TerraformStack,
} from "../../cdktf";
import { assumeRolePolicy, policyDocument } from "../../iam/policy";
import { physicalName, uniqueName } from "../../names";
import { TAGS, TEXT } from "../../prop-rules";
import { isRecord, type PropRule, type PropRules, readProps } from "../../props";
import { escapeTemplates, terraformMap } from "../../tokens";
import { addValidation, describeWrongValue, validateName } from "../../validation";

/** Options of a {@link RestApiAccount}. None is required. */
export interface RestApiAccountProps {
  /** Name of the role on AWS, up to 64 characters. Default: the construct's path, `account-api-logs`. */
  readonly name?: string;
  /** Tags of the role. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

const ACCOUNT_RULES: PropRules<RestApiAccountProps> = { name: TEXT, tags: TAGS };

const ROLE_NAME = {
  kind: "role name",
  max: 64,
  pattern: /^[\w+=,.@-]+$/,
  characters: "letters, digits and _ + = , . @ -",
};

/**
 * Actions that API Gateway requires of the role.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonAPIGatewayPushToCloudWatchLogs.html
 */
const ACTIONS = [
  "logs:CreateLogGroup",
  "logs:CreateLogStream",
  "logs:DescribeLogGroups",
  "logs:DescribeLogStreams",
  "logs:FilterLogEvents",
  "logs:GetLogEvents",
  "logs:PutLogEvents",
];

/**
 * Role with which all REST APIs and WebSocket APIs of an AWS account and a Region write their logs. API Gateway rejects a
 * stage with logs if the account has no such role. An account has only one for each Region: the last declaration applies
 * to all APIs. When Terraform destroys it, all these APIs stop logging. Declare it in a separate stack, once for each
 * account and Region. Never declare it in the stack of an API if the account has other REST APIs or WebSocket APIs.
 *
 * @example
 * const account = new RestApiAccount(this, "api-logs");
 * const api = new RestApi(this, "api", { account, executionLogs: "ERROR" });
 * const health = new NodejsFunction(this, "health", { entry: "functions/health/get.ts" });
 * api.route("GET /health", health, { access: "public" });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export class RestApiAccount extends Construct {
  /** The Terraform resource `aws_iam_role`. */
  readonly role: IamRole;
  /** The Terraform resource `aws_api_gateway_account`. */
  readonly account: ApiGatewayAccount;

  constructor(scope: Construct, id: string, props: RestApiAccountProps = {}) {
    super(scope, id);
    const { name = physicalName(this), tags } = readProps(this, props, ACCOUNT_RULES);
    addValidation(this, () => validateName(name, ROLE_NAME));
    uniqueName(this, "role name", name);
    const fix = "An account has one for each Region. Remove one.";
    uniqueName(this, "log role of REST APIs", "account", fix);
    this.role = new IamRole(this, "role", {
      name: escapeTemplates(name),
      assumeRolePolicy: assumeRolePolicy("apigateway.amazonaws.com"),
      tags: tags && escapeTemplates(terraformMap(tags)),
    });
    const { partition } = new DataAwsPartition(this, "partition");
    const policy = new IamRolePolicy(this, "logs", {
      name: "logs",
      role: this.role.id,
      // The role is for the log groups of all APIs of the account.
      policy: policyDocument(() => [
        { actions: ACTIONS, resources: [`arn:${partition}:logs:*:*:log-group:*`] },
      ]),
    });
    this.account = new ApiGatewayAccount(this, "Default", {
      cloudwatchRoleArn: this.role.arn,
      // API Gateway rejects a role without these permissions.
      dependsOn: [policy],
    });
  }
}

/** Role of the account with which an API writes logs, or `existing` if it is declared elsewhere. */
export type LogAccount = RestApiAccount | "existing";

/** Rule of the prop with the role of the account. */
export const LOG_ACCOUNT: PropRule = {
  expected: "a RestApiAccount",
  validate: (value, path) =>
    value === "existing" || (isRecord(value) && value.account !== undefined)
      ? []
      : [describeWrongValue(path, value, 'a RestApiAccount, or "existing"', "Pass the construct.")],
};

/**
 * Returns the account setting that the stage depends on, because API Gateway rejects logs without it. Terraform applies
 * the stack of the account first, if the role is not in this one.
 */
export function listAccount(
  scope: Construct,
  account: LogAccount | undefined,
): ApiGatewayAccount[] | undefined {
  if (account === undefined || account === "existing") return undefined;
  const [own, other] = [TerraformStack.of(scope), TerraformStack.of(account)];
  if (own === other) return [account.account];
  own.addDependency(other);
  return undefined;
}
