import { CognitoUserPoolClient } from "@cdktf/provider-aws/lib/cognito-user-pool-client";
import {
  ApiAlarms,
  ApiDashboard,
  App,
  AwsProvider,
  type Construct,
  dynamodbGetItem,
  mock,
  NodejsFunction,
  RestApi,
  RestApiAccount,
  Table,
  TerraformOutput,
  TerraformStack,
  UsagePlan,
  UserPool,
  waive,
} from "gatewright";
import * as z from "zod/mini";
import { listDepots } from "./functions/depots/routes";
import { getPrice } from "./functions/prices/routes";
import {
  cancelShipment,
  createShipment,
  getShipment,
  getShipmentStatus,
  watchShipment,
} from "./functions/shipments/routes";

const REGION = "eu-central-1";
const LOG_RETENTION_DAYS = 365;

/** Prefix of the host name of the token endpoint, unique among all AWS accounts in the Region. */
const TOKEN_DOMAIN = "gatewright-partner-api";

/** Email address of the engineer on call. */
const ON_CALL = "on-call@example.com";

/** Rules of the scanner checkov that do not apply to the resources of the Partner API, with the reasons. */
const WAIVERS = {
  CKV_AWS_115: "The throttle of the API limits the requests. A reserve takes capacity from other functions.",
  CKV_AWS_116: "API Gateway invokes the functions synchronously, so the caller gets each error.",
  CKV_AWS_117: "The functions call only APIs of AWS, so they need no VPC.",
  CKV_AWS_158: "CloudWatch Logs encrypts the logs with a key of AWS. No rule requires another key.",
  CKV_AWS_272: "Only the deployment of this project uploads code, so the zips need no signature.",
};

/** Terraform stack of the settings that an AWS account has once for each Region. */
export class AccountStack extends TerraformStack {
  /** Role with which API Gateway writes the logs of all REST APIs. */
  readonly apiLogs: RestApiAccount;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: REGION, defaultTags: [{ tags: { stack: id } }] });
    this.apiLogs = new RestApiAccount(this, "api-logs");
  }
}

/** Terraform stack of the Partner API. */
export class PartnerApiStack extends TerraformStack {
  constructor(scope: Construct, id: string, account: RestApiAccount) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: REGION, defaultTags: [{ tags: { stack: id } }] });

    // A token states which partner sends a request, and what the partner may do.
    const partners = new UserPool(this, "partners", {
      scopes: ["prices/read", "shipments/read", "shipments/write"],
      domainPrefix: TOKEN_DOMAIN,
    });
    const api = new RestApi(this, "api", {
      description: "The Partner API",
      stageName: "v1",
      openApi: { title: "Partner API", version: "1.0.0" },
      authorizer: partners.authorizer(),
      account,
      executionLogs: "ERROR",
      apiKeyRequired: true,
      throttle: { rate: 100, burst: 200 },
      cache: { sizeGb: 0.5 },
      logRetentionDays: LOG_RETENTION_DAYS,
    });

    const price = new NodejsFunction(this, "get-price", {
      entry: "functions/prices/get.ts",
      logRetentionDays: LOG_RETENTION_DAYS,
    });
    api.route(getPrice, price, {
      cache: { ttlSeconds: 600, parameters: ["query.grams"], sharedBetweenCallers: true },
    });

    const shipments = new Table(this, "shipments", { partitionKey: "partner", sortKey: "shipmentId" });
    const shipmentsFunction = (name: string, entry: string, timeoutSeconds?: number) =>
      new NodejsFunction(this, name, {
        entry,
        timeoutSeconds,
        logRetentionDays: LOG_RETENTION_DAYS,
        environment: { SHIPMENTS_TABLE: shipments.name },
      });

    const create = shipmentsFunction("create-shipment", "functions/shipments/create.ts");
    shipments.grant(create, "PutItem");
    api.route(createShipment, create);

    const get = shipmentsFunction("get-shipment", "functions/shipments/get.ts");
    shipments.grant(get, "GetItem");
    api.route(getShipment, get);

    const cancel = shipmentsFunction("cancel-shipment", "functions/shipments/cancel.ts");
    shipments.grant(cancel, "UpdateItem", "GetItem");
    api.route(cancelShipment, cancel);

    // API Gateway reads the item itself. The partner comes from the token, so that a partner reads only its own items.
    const key = {
      partner: "context.authorizer.claims.client_id",
      shipmentId: "method.request.path.shipmentId",
    };
    api.route(getShipmentStatus, dynamodbGetItem(shipments, { key }));

    // A stream takes up to three minutes. The rest of the time is a reserve, which an alarm monitors.
    const watch = shipmentsFunction("watch-shipment", "functions/shipments/watch.ts", 240);
    shipments.grant(watch, "GetItem");
    api.route(watchShipment, watch);

    // The service of the depots does not exist yet. Until then, partners develop with the example of the contract.
    api.route(listDepots, mock());

    // A key counts and limits the requests of a partner.
    const basic = new UsagePlan(this, "basic", {
      apis: [api],
      throttle: { rate: 5, burst: 10 },
      quota: { requests: 10_000, period: "MONTH" },
    });
    const premium = new UsagePlan(this, "premium", {
      apis: [api],
      throttle: { rate: 50, burst: 100 },
      quota: { requests: 100_000, period: "DAY" },
    });
    premium.throttleRoute(createShipment, { rate: 10, burst: 20 });
    addPartner("acme", partners, basic);
    addPartner("globex", partners, premium);

    const alarms = new ApiAlarms(this, "alarms", {
      api,
      tables: [shipments],
      page: { emails: [ON_CALL] },
      overQuotaPercent: 20,
    });
    new ApiDashboard(this, "dashboard", { api, alarms, tables: [shipments] });

    for (const [rule, reason] of Object.entries(WAIVERS)) waive(this, rule, reason);
    waive(
      api,
      "CKV2_AWS_4",
      "The stage logs errors. Metrics of each route cost money, and no alarm uses them.",
    );
    waive(api, "CKV_AWS_225", "Only prices are cached. A shipment changes, and belongs to one partner.");
    waive(
      api,
      "CKV2_AWS_29",
      "A request needs a token and a key, and each key has a limit. A web ACL costs money.",
    );
    waive(api, "CKV2_AWS_51", "API Gateway only calls AWS, which checks its permissions and no certificate.");
    waive(
      shipments,
      "CKV_AWS_119",
      "DynamoDB encrypts the table with a key of AWS. No rule requires another key.",
    );
    waive(alarms, "CKV_AWS_26", "The messages contain the states of alarms, and no data of requests.");

    new TerraformOutput(this, "api-url", { value: api.url });
    new TerraformOutput(this, "token-url", {
      value: `https://${TOKEN_DOMAIN}.auth.${REGION}.amazoncognito.com/oauth2/token`,
    });
  }
}

/**
 * Adds a partner: an API key of a plan, and an app client. The system of the partner exchanges the ID and the secret of
 * the client for tokens (client credentials grant), without a user.
 */
function addPartner(name: string, pool: UserPool, plan: UsagePlan): void {
  plan.addKey(name);
  new CognitoUserPoolClient(pool, name, {
    name,
    userPoolId: pool.userPoolId,
    generateSecret: true,
    allowedOauthFlowsUserPoolClient: true,
    allowedOauthFlows: ["client_credentials"],
    allowedOauthScopes: ["prices/read", "shipments/read", "shipments/write"],
    // Cognito rejects a client with a scope that does not exist yet.
    dependsOn: [...pool.resourceServers.values()],
  });
}

/** Converts a schema of zod/mini to JSON Schema, for the OpenAPI document and the request validation. */
export function jsonSchema(schema: z.core.$ZodType): object {
  return z.toJSONSchema(schema, { io: "input" });
}

if (require.main === module) {
  App.run(
    (app) => {
      const { apiLogs } = new AccountStack(app, "partner-account");
      new PartnerApiStack(app, "partner-api", apiLogs);
    },
    { jsonSchema },
  );
}
