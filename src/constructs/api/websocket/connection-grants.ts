import { type Apigatewayv2Api, Lazy } from "../../cdktf";
import { grantStatements } from "../../grant-statements";
import type { Grantee } from "../../iam/policy";
import { isRecord } from "../../props";
import type { AuthorizedApi } from "../common/authorizer";

/** Methods of `@connections`. `*` sends messages, reads the state of connections and closes them. */
type ManagementMethods = "POST" | "*";

/**
 * Permissions of functions to call `@connections` of an API. A function has one statement, whose resource covers everything
 * that is granted to it in any order.
 */
export class ConnectionGrants {
  readonly #scope: AuthorizedApi;
  readonly #stageName: string;
  readonly #methods = new Map<Grantee, ManagementMethods>();

  constructor(scope: AuthorizedApi, stageName: string) {
    this.#scope = scope;
    this.#stageName = stageName;
  }

  /** Allows a function to call the methods. */
  grant(grantee: Grantee, methods: ManagementMethods): void {
    const granted = this.#methods.get(grantee);
    if (granted !== "*") this.#methods.set(grantee, methods);
    if (granted !== undefined) return;
    const resource = () =>
      resourceArn(this.#scope.api, this.#stageName, this.#methods.get(grantee) ?? methods);
    grantStatements(this.#scope, grantee, [
      {
        actions: ["execute-api:ManageConnections"],
        resources: [Lazy.stringValue({ produce: resource })],
      },
    ]);
  }
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html */
function resourceArn(
  { executionArn }: Apigatewayv2Api,
  stageName: string,
  methods: ManagementMethods,
): string {
  return `${executionArn}/${stageName}/${methods}/@connections/*`;
}

/** Returns true for a target whose role the construct can extend. A function of another construct library has no `grant`. */
export function isGrantee(target: object): target is Grantee {
  return isRecord(target) && typeof target.grant === "function";
}
