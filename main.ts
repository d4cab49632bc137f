import {
  ApiAlarms,
  ApiDashboard,
  App,
  AwsProvider,
  type Construct,
  HttpApi,
  LocalBackend,
  type LogRetentionDays,
  NodejsFunction,
  pathFromStack,
  S3Backend,
  Table,
  TerraformOutput,
  TerraformStack,
  type Throttle,
  UserPool,
  waive,
} from "gatewright";
import * as z from "zod/mini";
import { getHealth } from "./functions/health/routes";
import {
  createProduct,
  getProduct,
  listProducts,
  removeProduct,
  replaceProduct,
} from "./functions/products/routes";

/** Settings that differ between stages. To add a stage, add an entry to {@link stages}. */
export interface Stage {
  /** ID of the AWS account of the stage. Terraform rejects credentials of any other account. Default: any account. */
  readonly accountId?: string;
  readonly region: string;
  /**
   * S3 bucket that stores the Terraform state, with versioning and encryption. Default: the state is a file
   * in the project folder.
   */
  readonly stateBucket?: string;
  /**
   * Origins of the web app that calls the API. CORS allows these origins, and after sign-in Cognito redirects
   * the browser to `/callback` of one of them.
   */
  readonly origins: readonly string[];
  /** Prefix of the host name of Cognito's sign-in pages, unique among all AWS accounts in the Region. */
  readonly signInDomain: string;
  /** Multi-factor authentication of users. With `"ON"`, every user needs an authenticator app. */
  readonly mfa: "OPTIONAL" | "ON";
  /** Throttle of each route. */
  readonly throttle: Throttle;
  readonly logRetentionDays: LogRetentionDays;
  /** Makes AWS reject the deletion of the table and the user pool. */
  readonly deletionProtection: boolean;
  /** Email address of the engineer on call, for urgent alarms. Default: none. */
  readonly alarmEmail?: string;
}

export const stages = {
  dev: {
    region: "eu-central-1",
    origins: ["http://localhost:5173", "https://dev.products.example.com"],
    signInDomain: "gatewright-products-dev",
    mfa: "OPTIONAL",
    throttle: { rate: 50, burst: 100 },
    logRetentionDays: 14,
    deletionProtection: false,
  },
  prod: {
    accountId: "123456789012",
    region: "eu-central-1",
    stateBucket: "example-terraform-state",
    origins: ["https://products.example.com"],
    signInDomain: "gatewright-products",
    mfa: "ON",
    throttle: { rate: 500, burst: 1000 },
    logRetentionDays: 365,
    deletionProtection: true,
    alarmEmail: "on-call@example.com",
  },
} satisfies Record<string, Stage>;

/** Rules of the scanner checkov that do not apply to the resources of a stack, with the reasons. */
const WAIVERS = {
  CKV_AWS_115: "The throttle of the API limits the requests. A reserve takes capacity from other functions.",
  CKV_AWS_116: "API Gateway invokes the functions synchronously, so the caller gets each error.",
  CKV_AWS_117: "The functions call only APIs of AWS, so they need no VPC.",
  CKV_AWS_158: "CloudWatch Logs encrypts the logs with a key of AWS. No rule requires another key.",
  CKV_AWS_272: "Only the deployment of this project uploads code, so the zips need no signature.",
};

/** Terraform stack of the Products API for one stage. */
export class ProductsStack extends TerraformStack {
  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    const { deletionProtection, logRetentionDays, origins } = stage;
    configureBackend(this, stage);
    new AwsProvider(this, "aws", {
      region: stage.region,
      allowedAccountIds: stage.accountId === undefined ? undefined : [stage.accountId],
      defaultTags: [{ tags: { stack: id } }],
    });

    const users = new UserPool(this, "users", {
      scopes: ["products/read", "products/write"],
      groups: ["admin"],
      domainPrefix: stage.signInDomain,
      mfa: stage.mfa,
      deletionProtection,
    });
    const web = users.addCodeClient("web", {
      callbackUrls: origins.map((origin) => `${origin}/callback`),
      logoutUrls: [...origins],
    });

    const products = new Table(this, "products", { partitionKey: "productId", deletionProtection });
    const api = new HttpApi(this, "api", {
      description: `The Products API, ${id}`,
      openApi: { title: "Products", version: "1.0.0", jsonSchema },
      authorizer: users.authorizer(),
      cors: { origins },
      throttle: stage.throttle,
      logRetentionDays,
    });
    const productsFunction = (name: string, entry: string) =>
      new NodejsFunction(this, name, {
        entry,
        logRetentionDays,
        environment: { PRODUCTS_TABLE: products.name },
      });

    const list = productsFunction("list-products", "functions/products/list.ts");
    products.grant(list, "Scan");
    api.route(listProducts, list);

    const create = productsFunction("create-product", "functions/products/create.ts");
    products.grant(create, "PutItem");
    api.route(createProduct, create);

    const get = productsFunction("get-product", "functions/products/get.ts");
    products.grant(get, "GetItem");
    api.route(getProduct, get);

    const replace = productsFunction("replace-product", "functions/products/replace.ts");
    products.grant(replace, "PutItem");
    api.route(replaceProduct, replace);

    const remove = productsFunction("remove-product", "functions/products/remove.ts");
    products.grant(remove, "DeleteItem");
    api.route(removeProduct, remove);

    const health = new NodejsFunction(this, "health", { entry: "functions/health/get.ts", logRetentionDays });
    api.route(getHealth, health);

    const emails = stage.alarmEmail === undefined ? [] : [stage.alarmEmail];
    const alarms = new ApiAlarms(this, "alarms", { api, tables: [products], page: { emails } });
    new ApiDashboard(this, "dashboard", { api, alarms, tables: [products] });

    for (const [rule, reason] of Object.entries(WAIVERS)) waive(this, rule, reason);
    waive(api, "CKV_AWS_309", "Only the health check is public. A test ensures this.");
    waive(
      products,
      "CKV_AWS_119",
      "DynamoDB encrypts the table with a key of AWS. No rule requires another key.",
    );
    waive(alarms, "CKV_AWS_26", "The messages contain the states of alarms, and no data of requests.");

    new TerraformOutput(this, "api-url", { value: api.url });
    new TerraformOutput(this, "issuer", { value: users.issuer });
    new TerraformOutput(this, "web-client-id", { value: web.id });
  }
}

/**
 * Converts a schema to JSON Schema, for the OpenAPI document. Schemas of zod/mini have no method that does
 * this.
 */
function jsonSchema(schema: z.core.$ZodType): object {
  return z.toJSONSchema(schema, { io: "input" });
}

/** Stores the Terraform state of a stack in the S3 bucket of the stage, or in a local file if there is no bucket. */
function configureBackend(stack: TerraformStack, { region, stateBucket }: Stage): void {
  const file = `terraform.${stack.node.id}.tfstate`;
  if (stateBucket === undefined) {
    new LocalBackend(stack, { path: pathFromStack(stack, file) });
    return;
  }
  const backend = new S3Backend(stack, { bucket: stateBucket, key: file, region, encrypt: true });
  // Lock the state with a file in the bucket. CDKTF 0.21 has no property for this argument.
  backend.addOverride("use_lockfile", true);
}

if (require.main === module) {
  App.run((app) => {
    for (const [name, stage] of Object.entries(stages)) new ProductsStack(app, `products-${name}`, stage);
  });
}
