import type { ConnectionSettings } from "#contract";
import { type Apigatewayv2Authorizer, type Construct, TerraformResource } from "../../cdktf";
import { isUnresolved } from "../../tokens";

type SecuritySchemes = NonNullable<ConnectionSettings["securitySchemes"]>;

/** Place of a credential in AsyncAPI, by the kind of the identity source. */
const PLACES: Readonly<Record<string, string>> = { header: "header", querystring: "query" };

const SIGNATURE = {
  type: "httpApiKey",
  name: "Authorization",
  in: "header",
  description: "Signature Version 4 of an AWS caller",
};

/**
 * Returns the security schemes of a handshake: the identity sources of the authorizer that clients send, or the signature of
 * IAM. Empty if any client can connect.
 *
 * @param scope construct that contains the authorizer
 * @param authorizationType type of the route `$connect`
 * @see https://www.asyncapi.com/docs/reference/specification/v3.0.0#securitySchemeObject
 */
export function securitySchemes(scope: Construct, authorizationType: string | undefined): SecuritySchemes {
  if (authorizationType === "AWS_IAM") return { signature: SIGNATURE };
  const sources = scope.node.children.filter(isAuthorizer).flatMap((authorizer) => sourcesOf(authorizer));
  const credentials = sources.flatMap((source) => {
    const [, kind = "", name = ""] = /^route\.request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
    const place = PLACES[kind];
    return place === undefined ? [] : { type: "httpApiKey", name, in: place };
  });
  const names = credentials.map(({ name }) => name);
  return Object.fromEntries(
    credentials.map((credential) => [
      `${credential.in}-${credential.name.replaceAll(/[^\w.-]/g, "_")}`,
      credentials.length > 1
        ? { ...credential, description: `All of ${names.join(", ")} are required.` }
        : credential,
    ]),
  );
}

function isAuthorizer(child: unknown): child is Apigatewayv2Authorizer {
  return (
    TerraformResource.isTerraformResource(child as TerraformResource) &&
    (child as TerraformResource).terraformResourceType === "aws_apigatewayv2_authorizer"
  );
}

function sourcesOf({ identitySourcesInput: sources = [] }: Apigatewayv2Authorizer): readonly string[] {
  return isUnresolved(sources) ? [] : sources;
}

/** Returns the server of an API in AsyncAPI. Only AWS knows the ID of the API. */
export function apiServer(stageName: string): NonNullable<ConnectionSettings["defaultServer"]> {
  const isKnown = !isUnresolved(stageName);
  return {
    host: "{apiId}.execute-api.{region}.amazonaws.com",
    pathname: isKnown ? `/${stageName}` : "/{stage}",
    protocol: "wss",
    variables: {
      apiId: { description: "ID of the API" },
      region: { description: "Region of the API" },
      ...(isKnown ? {} : { stage: { description: "Name of the stage" } }),
    },
  };
}
