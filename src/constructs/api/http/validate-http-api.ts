import { UNSUPPORTED_FEATURES } from "#aws";
import type { IConstruct } from "../../cdktf";
import { isRecord } from "../../props";
import { isWaived } from "../../waivers";
import { type Cors, validateCors } from "../common/cors";
import { validateNoStreams } from "../common/streamed-routes";
import { type Throttle, validateThrottle } from "../common/throttle";
import { validateApiTexts } from "../common/validate-api";
import { validateRoute } from "../common/validate-route";
import { validateVersions } from "../common/validate-route-versions";
import { type HttpRoute, validatePreflight } from "./http-route";

/**
 * Settings of an API that are checked against the limits of API Gateway when the app is synthesized.
 * @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html
 */
export interface HttpApiSettings {
  readonly name: string;
  readonly description?: string;
  readonly throttle: Throttle;
  readonly cors?: Cors;
}

/** Returns the errors of an API as a whole and of each of its routes. */
export function validateHttpApi(
  api: IConstruct,
  settings: HttpApiSettings,
  routes: readonly HttpRoute[],
): string[] {
  const { name, description, throttle, cors } = settings;
  const authorizers = [...new Set(routes.flatMap(({ authorizer }) => authorizer ?? []))];
  return [
    ...validateApiTexts(name, description),
    ...validateThrottle(throttle),
    ...(cors ? validateCors(cors) : []),
    ...(cors && !isWaived(api, "preflight-authorizer") ? validatePreflight(routes) : []),
    ...authorizers.flatMap((authorizer) => authorizer.validate()),
    ...routes.flatMap(validateNoStreams),
    ...routes.flatMap(validateRoute),
    ...routes.flatMap(validateVersions),
  ];
}

/**
 * Returns an error for each prop of a feature that HTTP APIs do not have. TypeScript rejects such a prop only
 * in an object literal. This check also finds such a prop in an object that is passed as a variable.
 */
export function unsupportedPropErrors(props: object | null): string[] {
  const enabled = Object.entries(props ?? {}).filter(([, value]) => value !== undefined && value !== false);
  return enabled.flatMap(([prop]) =>
    UNSUPPORTED_FEATURES.filter((feature) => feature.props.includes(prop)).map(
      ({ name, fix }) => `${prop}: HTTP APIs do not support ${name}. ${fix}`,
    ),
  );
}

/** Returns the props without the props of features that HTTP APIs do not have. They have their own errors. */
export function omitUnsupported<Props extends object | undefined>(props: Props): Props {
  if (!isRecord(props)) return props;
  const isSupported = (prop: string) => !UNSUPPORTED_FEATURES.some((feature) => feature.props.includes(prop));
  return Object.fromEntries(Object.entries(props).filter(([prop]) => isSupported(prop))) as Props;
}
