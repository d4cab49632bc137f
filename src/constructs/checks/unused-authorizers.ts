import { defineCheck } from "./check";
import { findAddresses } from "./stack-resources";

/** Types of authorizers, and the types of the routes or methods that can use them. */
const USES: Readonly<Record<string, string>> = {
  aws_apigatewayv2_authorizer: "aws_apigatewayv2_route",
  aws_api_gateway_authorizer: "aws_api_gateway_method",
};

/** An authorizer protects only the routes that refer to it. */
export const UNUSED_AUTHORIZER_CHECK = defineCheck({
  name: "unused-authorizer",
  severity: "warning",
  description: "No route uses an authorizer.",
  find: (stack) =>
    Object.entries(USES).flatMap(([type, user]) => {
      const authorizers = stack.ofType(type);
      if (authorizers.length === 0) return [];
      const users = stack.ofType(user).filter((route) => route.read("authorizer_id") !== undefined);
      const used = new Set(users.flatMap((route) => findAddresses(route.resolve("authorizer_id"))));
      return authorizers
        .filter(({ address }) => !used.has(address))
        .map(({ construct }) => ({
          construct,
          message: "no route uses the authorizer. Use it in a route, or remove it.",
        }));
    }),
});
