import { errorMessage } from "#error";
import type { Refused, Verdict } from "../gateway/core/authorization";
import { allows, type Policy, readPolicy } from "../iam/policy";
import type { LambdaGuard } from "../model/model";
import { broken, forbidden, unauthorized } from "./denials";

/** What a function said of its caller: for all routes, or by a policy, which is asked for each. */
export interface Answer {
  readonly isAuthorized: boolean | Policy;
  readonly context: object | null;
  readonly principalId?: string;
}

/**
 * Reads what a function returned.
 *
 * @returns an answer, or why there is none
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html#http-api-lambda-authorizer.payload-format-response
 */
export function readAnswer(json: string, guard: LambdaGuard): Answer | Refused {
  try {
    const output: unknown = JSON.parse(json);
    // Not documented for HTTP APIs; https://github.com/KensioSoftware/yulin has it as the one way to a 401. A function
    // that throws "Unauthorized", which is 401 in a REST API, is 500 there: HTTP APIs document nothing else for a
    // function that fails, and whoever counts on 401 had better find out here.
    if (Object(output).errorMessage === "Unauthorized")
      return unauthorized("its function returned Unauthorized");
    return isSimple(guard) ? simpleAnswer(output) : policyAnswer(output);
  } catch (fault) {
    return broken(
      `its function's answer cannot be used: ${errorMessage(fault)}; it returned ${shortened(json)}`,
    );
  }
}

/** Only format 2.0 has simple answers; an authorizer that has them takes no policy. */
function isSimple({ simpleResponses, payloadFormatVersion }: LambdaGuard): boolean {
  return simpleResponses && payloadFormatVersion === "2.0";
}

function simpleAnswer(output: unknown): Answer {
  const { isAuthorized, context } = Object(output);
  if (typeof isAuthorized !== "boolean") throw new Error("isAuthorized must be true or false");
  return { isAuthorized, context: readContext(context) };
}

function policyAnswer(output: unknown): Answer {
  const { principalId, policyDocument, context } = Object(output);
  if (policyDocument === undefined) throw new Error("it has no policyDocument");
  const answer = { isAuthorized: readPolicy(policyDocument), context: readContext(context) };
  return typeof principalId === "string" ? { ...answer, principalId } : answer;
}

function readContext(context: unknown): object | null {
  if (context === undefined || context === null) return null;
  if (typeof context === "object" && !Array.isArray(context)) return context;
  throw new Error("context must be an object");
}

/** What an answer means for a route. */
export function verdictOf({ isAuthorized, context, principalId }: Answer, routeArn: string): Verdict {
  if (isAuthorized === false) return forbidden("its function returned isAuthorized: false");
  if (isAuthorized !== true && !allows(isAuthorized, routeArn)) {
    return forbidden(`the policy that its function returned does not allow ${routeArn}`);
  }
  const authorizer = { lambda: context };
  return principalId === undefined
    ? { isAdmitted: true, authorizer }
    : { isAdmitted: true, authorizer, principalId };
}

function shortened(json: string): string {
  return json.length > 200 ? `${json.slice(0, 200)}…` : json;
}
