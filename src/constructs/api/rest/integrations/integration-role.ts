import { createHash } from "node:crypto";
import { MONITORING_QUOTAS } from "#aws";
import { Construct, IamRole, IamRolePolicy, type IConstruct } from "../../../cdktf";
import {
  assumeRolePolicy,
  encodeStatement,
  policyDocument,
  type Statement,
  statementKey,
  validateStatement,
} from "../../../iam/policy";
import { escapeId, physicalName, relativePath, uniqueName } from "../../../names";
import { escapeTemplates } from "../../../tokens";
import { addValidation } from "../../../validation";
import type { AuthorizedRestApi } from "../../common/rest-authorizer";

/**
 * Role with which a REST API calls one target, such as a table. The routes of an API share the role of a target.
 *
 * The trust policy has no condition. API Gateway sets neither `aws:SourceAccount` nor `aws:SourceArn` when it assumes the
 * role of an integration. A condition on them would make each request fail with status 500.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/getting-started-aws-proxy.html
 * @see https://github.com/aws-solutions-library-samples/accelerated-intelligent-document-processing-on-aws/pull/479
 */
class IntegrationRole extends Construct {
  readonly role: IamRole;
  readonly #statements: Statement[] = [];

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const name = roleName(this);
    uniqueName(this, "role name", name);
    this.role = new IamRole(this, "role", {
      name: escapeTemplates(name),
      assumeRolePolicy: assumeRolePolicy("apigateway.amazonaws.com"),
    });
    new IamRolePolicy(this, "calls", {
      name: "calls",
      role: this.role.id,
      policy: policyDocument(() => this.#statements),
    });
    addValidation(this, () => this.#statements.flatMap(validateStatement));
  }

  /** Adds a permission. An identical statement is added only once. */
  grant(statement: Statement): void {
    const encoded = encodeStatement(statement);
    if (!this.#statements.map(statementKey).includes(statementKey(encoded))) this.#statements.push(encoded);
  }
}

/**
 * Allows a REST API to call a target. The first call for a target creates the role. Returns the ARN of the role, for the
 * argument `credentials` of an integration.
 *
 * @param target construct or resource that the API calls, or the name of a target without a construct
 * @param statement permission that one route needs: its actions on the target
 */
export function grantIntegration(
  api: AuthorizedRestApi,
  target: IConstruct | string,
  statement: Statement,
): string {
  const id = `role-${typeof target === "string" ? escapeId(target) : relativePath(api, target)}`;
  const existing = api.node.tryFindChild(id) as IntegrationRole | undefined;
  const role = existing ?? new IntegrationRole(api, id);
  role.grant(statement);
  return role.role.arn;
}

/**
 * Returns the name of a role: the path of the construct. A path that is too long, or that has invalid characters, is
 * shortened and gets a hash. A user cannot set the name.
 */
function roleName(scope: Construct): string {
  const path = physicalName(scope);
  const max = MONITORING_QUOTAS.roleNameLength;
  const name = path.replaceAll(/[^\w+=,.@-]+/g, "-");
  if (name === path && name.length <= max) return name;
  const hash = createHash("sha256").update(path).digest("hex").slice(0, 8);
  return `${name.slice(0, max - hash.length - 1)}-${hash}`;
}
