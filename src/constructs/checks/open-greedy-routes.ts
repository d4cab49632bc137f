import type { IConstruct } from "../cdktf";
import { ProjectContext } from "../project-context";
import { defineCheck } from "./check";

/** Methods of the public greedy routes of an app, each with a function that returns its messages. */
class OpenGreedyRoutes {
  readonly byMethod = new Map<IConstruct, () => readonly string[]>();
}

/**
 * Records the method of a public greedy route.
 * @param describe returns the messages of the check. It is called at synthesis
 */
export function addOpenGreedyRoute(method: IConstruct, describe: () => readonly string[]): void {
  ProjectContext.of(method).registry(OpenGreedyRoutes).byMethod.set(method, describe);
}

/** API Gateway passes over a path without the method of a request, so that the request can reach a greedy route. */
export const OPEN_GREEDY_ROUTE_CHECK = defineCheck({
  name: "open-greedy-route",
  severity: "warning",
  description:
    "A public greedy route of a `RestApi` receives requests to the path of a route with an authorizer.",
  find: (stack) =>
    stack.ofType("aws_api_gateway_method").flatMap(({ construct }) => {
      const describe = ProjectContext.of(construct).registry(OpenGreedyRoutes).byMethod.get(construct);
      return (describe?.() ?? []).map((message) => ({ construct, message }));
    }),
});
