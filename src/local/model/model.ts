/** What a gateway serves: a stack's Terraform, with every reference resolved and every default written out. */
export interface Model {
  /** `products-dev`. */
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  readonly apis: readonly Api[];
  /** By address: `aws_lambda_function.create-product`. */
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  readonly tables: readonly TableModel[];
  readonly userPools: readonly UserPoolModel[];
  /** What is in the stack and not served, a line each; nothing of it is on a request's path. */
  readonly warnings: readonly string[];
}

/** `aws_apigatewayv2_api`. */
export interface Api {
  readonly address: string;
  /** As AWS would give it: ten letters and digits. */
  readonly id: string;
  readonly name: string;
  /** `arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5`. */
  readonly executionArn: string;
  readonly cors?: CorsModel;
  readonly routes: readonly RouteModel[];
  /** By name. Requests whose path begins with a stage's name are that stage's; else `$default`'s, if there is one. */
  readonly stages: readonly StageModel[];
}

/** An API without its routes. */
export type ApiAttributes = Omit<Api, "routes">;

/** `cors_configuration`, names of methods and headers as written. */
export interface CorsModel {
  readonly allowCredentials: boolean;
  readonly allowHeaders: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowOrigins: readonly string[];
  readonly exposeHeaders: readonly string[];
  /** Seconds; absent where it is not set. */
  readonly maxAge?: number;
}

/** `aws_apigatewayv2_stage`. */
export interface StageModel {
  readonly address: string;
  /** `$default`, or what stands at the front of its paths. */
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Of the stage as a whole; an account's where it sets none. */
  readonly throttle: ThrottleModel;
  /** Of single routes, by route key. */
  readonly routeThrottles: ReadonlyMap<string, ThrottleModel>;
  /** The access log's format, `$context.…` and all. */
  readonly accessLogFormat?: string;
}

export interface ThrottleModel {
  /** Requests a second, on average. */
  readonly rate: number;
  /** Requests at once: the size of the token bucket. */
  readonly burst: number;
}

/** `aws_apigatewayv2_route`. */
export interface RouteModel {
  readonly address: string;
  /** `GET /products/{productId}`, `$default`. */
  readonly key: string;
  readonly integration: Integration;
  readonly authorization: RouteAuthorization;
}

/** Who may call a route, as its settings and its authorizer's say. */
export type RouteAuthorization = NoAuthorization | JwtAuthorization | LambdaAuthorization | IamAuthorization;

export interface NoAuthorization {
  readonly kind: "NONE";
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html */
export interface JwtAuthorization {
  readonly kind: "JWT";
  /** The authorizer's address. */
  readonly address: string;
  /** `$request.header.Authorization` and the like. */
  readonly identitySources: readonly string[];
  readonly issuer: string;
  readonly audiences: readonly string[];
  /** The route's; a token must have one of them, where there are any. */
  readonly scopes: readonly string[];
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
export interface LambdaAuthorization {
  readonly kind: "CUSTOM";
  readonly address: string;
  readonly identitySources: readonly string[];
  readonly function: LambdaTarget;
  readonly payloadFormatVersion: "1.0" | "2.0";
  readonly simpleResponses: boolean;
  /** Seconds an answer is kept for an identity; 0 keeps none. */
  readonly resultTtlSeconds: number;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html */
export interface IamAuthorization {
  readonly kind: "AWS_IAM";
}

/** A function that something calls, and whether API Gateway may call it for that. */
export interface LambdaTarget {
  /** Of the function: `aws_lambda_function.create-product`. */
  readonly function: string;
  /** What the function is called as: `arn:aws:lambda:…:function:products-dev-create`, with `:live` for an alias. */
  readonly arn: string;
  /** Why API Gateway has no permission to call it, in words for the terminal; absent where it has. */
  readonly denied?: string;
}

export type Integration = LambdaIntegration | HttpIntegration;

/** `integration_type = "AWS_PROXY"`. */
export interface LambdaIntegration {
  readonly kind: "AWS_PROXY";
  readonly address: string;
  readonly function: LambdaTarget;
  readonly payloadFormatVersion: "1.0" | "2.0";
  readonly timeoutMs: number;
  readonly requestParameters: Readonly<Record<string, string>>;
  readonly responseParameters: readonly ResponseParameters[];
}

/** `integration_type = "HTTP_PROXY"`. */
export interface HttpIntegration {
  readonly kind: "HTTP_PROXY";
  readonly address: string;
  /** `ANY` passes the request's own on. */
  readonly method: string;
  /** May have path parameters: `https://example.com/{proxy}`. */
  readonly uri: string;
  readonly timeoutMs: number;
  readonly requestParameters: Readonly<Record<string, string>>;
  readonly responseParameters: readonly ResponseParameters[];
}

/** What is changed of an answer with this status: `{"append:header.x": "$context.requestId"}`. */
export interface ResponseParameters {
  /** `200`. */
  readonly status: string;
  readonly mappings: Readonly<Record<string, string>>;
}

/** `aws_lambda_function`, with code in a zip on this machine. */
export interface LambdaFunction {
  readonly address: string;
  /** `products-dev-create-product`. */
  readonly name: string;
  /** `arn:aws:lambda:eu-central-1:123456789012:function:products-dev-create-product`. */
  readonly arn: string;
  /** `$LATEST`, or the version that is published. */
  readonly version: string;
  /** Absolute. */
  readonly zipFile: string;
  /** `source_code_hash`, where it is written. */
  readonly codeHash?: string;
  /** `index.handler`: a file in the zip without its ending, and what it exports. */
  readonly handler: string;
  /** `nodejs22.x`. */
  readonly runtime: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  /** How many may run at once; absent for what the account allows. 0 lets none. */
  readonly reservedConcurrency?: number;
  readonly logGroup: string;
  /** Whether active tracing is on. */
  readonly isTraced: boolean;
}

/** `aws_dynamodb_table`. */
export interface TableModel {
  readonly address: string;
  readonly name: string;
  /** What DynamoDB's CreateTable takes. */
  readonly definition: TableDefinition;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
export interface TableDefinition {
  readonly TableName: string;
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string;
    readonly AttributeType: string;
  }[];
  readonly KeySchema: KeySchema;
  readonly BillingMode: "PAY_PER_REQUEST" | "PROVISIONED";
  readonly ProvisionedThroughput?: Throughput;
  readonly GlobalSecondaryIndexes?: readonly (SecondaryIndex & {
    readonly ProvisionedThroughput?: Throughput;
  })[];
  readonly LocalSecondaryIndexes?: readonly SecondaryIndex[];
}

export type KeySchema = readonly { readonly AttributeName: string; readonly KeyType: "HASH" | "RANGE" }[];

export interface Throughput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

export interface SecondaryIndex {
  readonly IndexName: string;
  readonly KeySchema: KeySchema;
  readonly Projection: { readonly ProjectionType: string; readonly NonKeyAttributes?: readonly string[] };
}

/** `aws_cognito_user_pool`, as far as its tokens go. */
export interface UserPoolModel {
  readonly address: string;
  /** `users`: its name in the stack. */
  readonly label: string;
  /** `eu-central-1_Ab3dE6gHi`. */
  readonly id: string;
  /** `https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab3dE6gHi`. */
  readonly issuer: string;
  /** Its clients' ids, the first of which tokens are made for. */
  readonly clientIds: readonly string[];
  /** `products/read`: the scopes of its resource servers. */
  readonly scopes: readonly string[];
  readonly groups: readonly string[];
  /** Minutes that an access token is valid. */
  readonly tokenMinutes: number;
}
