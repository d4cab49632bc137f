import {
  App,
  AwsProvider,
  HttpApi,
  NodejsFunction,
  RestApi,
  type RestApiProps,
  TerraformStack,
} from "gatewright";
import type { Route } from "gatewright/contract";
import { type LocalServer, startLocal } from "gatewright/local";
import { temporaryFolder } from "../../support";

/** Options that both kinds of API have, and the binary types of the REST API. */
export type BothApisProps = Pick<RestApiProps, "cors" | "binaryTypes">;

/** URLs of an HTTP API and of a REST API with the same routes and functions. */
export interface Urls {
  readonly http: string;
  readonly rest: string;
}

/**
 * Starts the local gateway for an HTTP API and a REST API with the same function. With a list of options, there are two
 * APIs for each item.
 */
export async function startBothApis(
  entry: string,
  routes: readonly Route[],
  options: readonly BothApisProps[],
): Promise<{ readonly local: LocalServer; readonly urls: readonly Urls[] }> {
  const stack = new TerraformStack(new App({ outdir: temporaryFolder() }), "test");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const answer = new NodejsFunction(stack, "answer", { entry });
  const pairs = options.map(({ cors, ...restProps }, index) => {
    const http = new HttpApi(stack, `http-${index}`, { cors });
    const rest = new RestApi(stack, `rest-${index}`, { cors, ...restProps, stageName: "v1" });
    for (const route of routes) {
      http.route(route, answer);
      rest.route(route, answer);
    }
    return { http, rest };
  });
  const local = await startLocal({ stack });
  const urlOf = (address: string) => local.urls.get(address) ?? "";
  const urls = pairs.map(({ http, rest }) => ({
    http: urlOf(`aws_apigatewayv2_api.${http.api.friendlyUniqueId}`),
    rest: urlOf(`aws_api_gateway_rest_api.${rest.api.friendlyUniqueId}`),
  }));
  return { local, urls };
}
