import {
  ApiAlarms,
  App,
  AwsProvider,
  Connections,
  type Construct,
  HttpApi,
  NodejsFunction,
  RestApiAccount,
  TerraformOutput,
  TerraformStack,
  UserPool,
  WebSocketApi,
} from "gatewright";
import * as z from "zod/mini";
import { bundleScript } from "./bundle-script";
import * as events from "./functions/chat/events";
import * as messages from "./functions/chat/messages";
import { getPage, getScript, getStyle } from "./functions/page/routes";

const REGION = "eu-central-1";

/** Prefix of the host name of the sign-in page, unique among all AWS accounts in the Region. */
const SIGN_IN_DOMAIN = "gatewright-chat";

/** Email address of the engineer on call. */
const ON_CALL = "on-call@example.com";

/** Terraform stack of the chat. */
export class ChatStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: REGION, defaultTags: [{ tags: { stack: id } }] });

    // An ID token contains the name that the other members of a channel see. An access token does not.
    const users = new UserPool(this, "users", { domainPrefix: SIGN_IN_DOMAIN });
    const chat = new WebSocketApi(this, "chat", {
      description: "Channels, in which users post texts",
      asyncApi: { title: "Chat", version: "1.0.0" },
      events: Object.values(events),
      authorizer: users.webSocketAuthorizer({ tokenUse: "id" }),
      account: new RestApiAccount(this, "api-logs"),
      executionLogs: "ERROR",
      throttle: { rate: 100, burst: 200 },
    });

    const connections = new Connections(this, "connections");
    const socket = new NodejsFunction(this, "socket", {
      entry: "functions/chat/socket.ts",
      environment: {
        CONNECTIONS_TABLE: connections.name,
        CONNECTIONS_INDEX: connections.indexName,
      },
    });
    connections.grantRead(socket);
    connections.grantWrite(socket);
    chat.grantManageConnections(socket);
    chat.route("$connect", socket);
    chat.route("$disconnect", socket);
    for (const message of Object.values(messages)) chat.route(message, socket);

    // The page is public. The token is necessary for the connection of its script.
    const page = new HttpApi(this, "page");
    const pageFunction = new NodejsFunction(this, "get-page", {
      entry: "functions/page/page.ts",
      environment: { CHAT_URL: chat.url },
      bundling: {
        loader: { ".css": "text", ".html": "text" },
        define: { PAGE_SCRIPT: JSON.stringify(bundleScript()) },
      },
    });
    for (const route of [getPage, getScript, getStyle]) page.route(route, pageFunction);
    const client = users.addCodeClient("page", { callbackUrls: [page.url] });

    new ApiAlarms(this, "alarms", { api: chat, tables: [connections], page: { emails: [ON_CALL] } });

    const signIn = `https://${SIGN_IN_DOMAIN}.auth.${REGION}.amazoncognito.com/oauth2`;
    new TerraformOutput(this, "page-url", { value: page.url });
    new TerraformOutput(this, "user-pool-id", { value: users.userPoolId });
    new TerraformOutput(this, "client-id", { value: client.id });
    new TerraformOutput(this, "sign-in-url", {
      value: `${signIn}/authorize?response_type=code&client_id=${client.id}&redirect_uri=${page.url}`,
    });
    new TerraformOutput(this, "token-url", { value: `${signIn}/token` });
  }
}

/** Converts a schema of zod/mini to JSON Schema, for the AsyncAPI document. */
export function jsonSchema(schema: z.core.$ZodType): object {
  return z.toJSONSchema(schema, { io: "input" });
}

if (require.main === module) {
  App.run(
    (app) => {
      new ChatStack(app, "chat");
    },
    { jsonSchema },
  );
}
