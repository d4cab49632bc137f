import type { Route } from "#contract";
import type { RestIntegrationResponse } from "../../common/rest-integration";
import { problemTemplate } from "../gateway-problems";
import { problemResponse } from "./json-response";
import { type ResponseMapping, responseArguments } from "./mapping-options";

/** Returns the statuses that a contract declares, without informational ones, which API Gateway cannot send. */
function listStatuses({ replies = {} }: Route): number[] {
  return Object.keys(replies)
    .map(Number)
    .filter((status) => status >= 200)
    .sort((a, b) => a - b);
}

/** Returns the status of a successful reply: the lowest one that the contract declares, or 200. */
export function successStatus(route: Route): number {
  return listStatuses(route).find((status) => status < 300) ?? 200;
}

/**
 * Returns the responses of a backend with HTTP statuses. The statuses that the contract declares are passed on. All others
 * become a problem with status 502, so that the caller never gets an undeclared response, and no error as a success.
 *
 * @param headers headers of each response that is passed on
 */
export function statusResponses(
  route: Route,
  headers?: ResponseMapping["headers"],
): readonly RestIntegrationResponse[] {
  const declared = route.replies === undefined ? [200] : listStatuses(route);
  const successes = declared.filter((status) => status < 300);
  const passed = declared.filter((status) => status !== BAD_GATEWAY);
  return [
    ...passed.map((status) =>
      responseArguments({
        status,
        // If there is only one, each success of the backend has this status.
        selectionPattern: successes.length === 1 && status < 300 ? "2\\d{2}" : `${status}`,
        headers: status >= 300 && status < 400 ? { ...headers, ...LOCATION } : headers,
      }),
    ),
    problemResponse(BAD_GATEWAY, problemTemplate("INTEGRATION_FAILURE", BAD_GATEWAY)),
  ];
}

const BAD_GATEWAY = 502;

const LOCATION = { location: "integration.response.header.Location" };

/**
 * Returns the responses of a function that returns any value, and whose errors have a message and no status. Each error
 * becomes a problem with status 500, without the message, which can contain internal data.
 */
export function functionResponses(route: Route): readonly RestIntegrationResponse[] {
  const error = problemTemplate("API_CONFIGURATION_ERROR", 500);
  return [{ statusCode: successStatus(route) }, problemResponse(500, error, ANY_MESSAGE)];
}

/**
 * Pattern of every error message. A pattern must match the whole message. In Java, a dot does not match line breaks, such
 * as `\r`. An error whose message contains one would otherwise be a success for the caller.
 */
const ANY_MESSAGE = "[\\s\\S]+";
