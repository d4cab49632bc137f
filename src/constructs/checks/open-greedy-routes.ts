import type { IConstruct } from "../cdktf";
import { ProjectContext } from "../project-context";
import { defineCheck } from "./check";

/** Resources of the public greedy routes of an app, each with a function that returns its messages. */
class OpenGreedyRoutes {
  readonly byResource = new Map<IConstruct, () => readonly string[]>();
}

/**
 * Records the resource of a public greedy route: a route of an HTTP API, or a method of a REST API.
 * @param describe returns the messages of the check. It is called at synthesis
 */
export function addOpenGreedyRoute(resource: IConstruct, describe: () => readonly string[]): void {
  ProjectContext.of(resource).registry(OpenGreedyRoutes).byResource.set(resource, describe);
}

/** API Gateway passes over a path without the method of a request, so that the request can reach a greedy route. */
export const OPEN_GREEDY_ROUTE_CHECK = defineCheck({
  name: "open-greedy-route",
  severity: "warning",
  description: "A public greedy route receives requests to the path of a route with an authorizer.",
  find: (stack) =>
    stack.ofType("aws_api_gateway_method", "aws_apigatewayv2_route").flatMap(({ construct }) => {
      const describe = ProjectContext.of(construct).registry(OpenGreedyRoutes).byResource.get(construct);
      return (describe?.() ?? []).map((message) => ({ construct, message }));
    }),
});
