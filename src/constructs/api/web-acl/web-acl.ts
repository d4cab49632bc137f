import {
  type CloudwatchLogGroup,
  Construct,
  Wafv2WebAcl,
  Wafv2WebAclAssociation,
  type Wafv2WebAclLoggingConfiguration,
} from "../../cdktf";
import { addWebAclCapacity } from "../../checks";
import { DEFAULT_LOG_RETENTION_DAYS } from "../../log-group";
import { physicalName, relativePath, uniqueName } from "../../names";
import { ProjectContext } from "../../project-context";
import { readProps } from "../../props";
import { escapeTemplates, terraformMap } from "../../tokens";
import { addValidation, knownAtSynth, WRITE_MEMBERS_FIX } from "../../validation";
import type { RestApi } from "../rest/rest-api";
import { validateWebAcl } from "./validate-web-acl";
import { createLogging, createLogs } from "./web-acl-logs";
import { WEB_ACL_RULES, type WebAclProps } from "./web-acl-props";
import { createRules, listManagedRules, sumCapacity, visibilityConfigOf } from "./web-acl-rules";

/**
 * Web ACL of AWS WAF in front of REST APIs: managed rule groups of AWS, a rate limit for each IP address, and a log.
 * Invalid options are reported when the app is synthesized.
 *
 * @example
 * const api = new RestApi(this, "api", { account: "existing" });
 * const list = new NodejsFunction(this, "list", { entry: "functions/products/list.ts" });
 * api.route("GET /products", list, { access: "public" });
 * new WebAcl(this, "waf", { protects: [api], rateLimit: { requests: 2000, perSeconds: 300 } });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html
 */
export class WebAcl extends Construct {
  /** The Terraform resource `aws_wafv2_web_acl`. */
  readonly webAcl: Wafv2WebAcl;
  /** The Terraform resource `aws_cloudwatch_log_group` with the name `aws-waf-logs-<name of the web ACL>`. */
  readonly logs: CloudwatchLogGroup;
  /** The Terraform resource `aws_wafv2_web_acl_logging_configuration`. */
  readonly logging: Wafv2WebAclLoggingConfiguration;
  /** The `aws_wafv2_web_acl_association` resources by the API that the web ACL protects. */
  readonly associations: ReadonlyMap<RestApi, Wafv2WebAclAssociation>;

  constructor(scope: Construct, id: string, props: WebAclProps) {
    super(scope, id);
    const settings = withDefaults(this, readProps(this, props, WEB_ACL_RULES));
    const { name, description, managedRules, rateLimit, protects, tags } = settings;
    uniqueName(this, "web ACL name", name);
    const others = ProjectContext.of(this).registry(ProtectedApis).add(this, protects);
    addValidation(this, () => [
      ...validateWebAcl(settings),
      ...(Array.isArray(props?.protects) && props.protects.length === 0
        ? ["protects is empty; expected a RestApi. Add one, such as [api]."]
        : []),
      ...others,
    ]);
    this.webAcl = new Wafv2WebAcl(this, "Default", {
      ...escapeTemplates({ name, description, tags, rule: createRules(managedRules, rateLimit) }),
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      visibilityConfig: visibilityConfigOf(escapeTemplates(name)),
    });
    addWebAclCapacity(this.webAcl, sumCapacity(managedRules, rateLimit));
    this.logs = createLogs(this, settings);
    this.logging = createLogging(this, this, settings);
    this.associations = new Map(protects.map((api) => [api, createAssociation(this, api)]));
  }
}

function createAssociation(scope: WebAcl, api: RestApi): Wafv2WebAclAssociation {
  return new Wafv2WebAclAssociation(scope, `association-${relativePath(scope, api)}`, {
    resourceArn: api.stage.arn,
    webAclArn: scope.webAcl.arn,
  });
}

/** Web ACLs of the REST APIs of an app. */
class ProtectedApis {
  readonly #webAcls = new Map<RestApi, WebAcl>();

  /** Adds the APIs of a web ACL. Returns an error for each API that another web ACL protects already. */
  add(webAcl: WebAcl, apis: readonly RestApi[]): string[] {
    return apis.flatMap((api) => {
      const other = this.#webAcls.get(api);
      this.#webAcls.set(api, other ?? webAcl);
      if (!other || other === webAcl) return [];
      return [
        `protects contains ${api.node.path}, which ${other.node.path} already protects. A stage can have only one web ACL. Remove it from one of them.`,
      ];
    });
  }
}

function withDefaults(scope: Construct, props: WebAclProps) {
  return {
    ...props,
    name: props.name ?? physicalName(scope),
    protects: knownAtSynth(scope, "protects", props.protects, "Write a list of RestApis.") ?? [],
    managedRules: listManagedRules(
      knownAtSynth(scope, "managedRules", props.managedRules, "Write a list of names.") ?? [
        "common",
        "ipReputation",
      ],
    ),
    rateLimit: knownAtSynth(scope, "rateLimit", props.rateLimit, WRITE_MEMBERS_FIX),
    logAllRequests: knownAtSynth(scope, "logAllRequests", props.logAllRequests) ?? false,
    redactedHeaders:
      knownAtSynth(scope, "redactedHeaders", props.redactedHeaders, "Write a list of names.") ?? [],
    logRetentionDays: props.logRetentionDays ?? DEFAULT_LOG_RETENTION_DAYS,
    logEncryptionKey: knownAtSynth(scope, "logEncryptionKey", props.logEncryptionKey, WRITE_MEMBERS_FIX),
    tags: props.tags && terraformMap(props.tags),
  };
}
