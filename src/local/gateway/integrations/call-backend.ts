import type { Lambda } from "../../model/lambda-interface";
import type { NonProxyBackend } from "../../model/non-proxy-integration";
import type { BackendRequest, BackendResponse } from "./backend";
import { callDynamoDb } from "./dynamodb-backend";
import { callHttp } from "./http-backend";
import { callLambda } from "./lambda-backend";
import { callMock } from "./mock-backend";

/** Services that backends use. */
export interface BackendServices {
  readonly lambda: Lambda;
  /** URL of the DynamoDB that integrations call: `http://127.0.0.1:51234`. */
  readonly dynamoDbEndpoint: string;
}

/** Sends a request to the backend of an integration. @throws MappingError or EndpointRequestError if it does not respond */
export function callBackend(
  { address, backend, timeoutMs }: NonProxyBackend,
  request: Omit<BackendRequest, "timeoutMs">,
  { lambda, dynamoDbEndpoint }: BackendServices,
): BackendResponse | Promise<BackendResponse> {
  if (backend.kind === "MOCK") return callMock(address, request);
  const timed = { ...request, timeoutMs };
  if (backend.kind === "HTTP") return callHttp(backend, timed);
  if (backend.kind === "LAMBDA") return callLambda(backend, timed, lambda);
  return callDynamoDb(backend, timed, dynamoDbEndpoint);
}
