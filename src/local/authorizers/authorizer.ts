import { type Credentials, LOCAL_CREDENTIALS } from "#aws";
import { errorMessage } from "#error";
import type { Asked, Verdict } from "../gateway/core/authorization";
import type { EventFormats } from "../gateway/core/route-context";
import type { Issuer } from "../issuer/issuer";
import type { Lambda } from "../model/invocation";
import type { Guard } from "../model/model";
import { broken } from "./denials";
import { judgeIam } from "./iam-authorizer";
import { remoteKeys } from "./jwks";
import { judgeJwt } from "./jwt-authorizer";
import { lambdaAuthorizer } from "./lambda-authorizer";

/** Says whether a request may call its route. It never throws. */
export type Judge = (asked: Asked, guard: Guard) => Promise<Verdict>;

export interface JudgeOptions {
  /** Of the stack's user pools. Other issuers' keys are fetched. */
  readonly issuer: Issuer;
  /** Runs the functions that authorize. */
  readonly lambda: Lambda;
  /** Events of the API, for Lambda authorizers. */
  readonly events: EventFormats;
  /** Whose signatures count. Default: this machine's. */
  readonly credentials?: readonly Credentials[];
  /** Milliseconds since 1970. Default: the clock. */
  readonly now?: () => number;
  /** Milliseconds that an issuer has for a request. Default: 1500. */
  readonly issuerTimeoutMs?: number;
  /** Milliseconds that an authorizer's function has to answer. Default: 10,000. */
  readonly authorizerTimeoutMs?: number;
}

type Judges = {
  [Kind in Guard["kind"]]: (asked: Asked, guard: Extract<Guard, { kind: Kind }>) => Promise<Verdict>;
};

/**
 * Decides who may call, as API Gateway does.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
 */
export function createJudge(options: JudgeOptions): Judge {
  const judges = judgesBy(options);
  return async (asked, guard) => {
    try {
      // A guard goes to the judge of its own kind, which the compiler cannot follow through the table.
      const judge = judges[guard.kind] as (asked: Asked, guard: Guard) => Promise<Verdict>;
      return await judge(asked, guard);
    } catch (thrown) {
      return broken(`${asked.route.key}: its caller could not be judged: ${errorMessage(thrown)}`);
    }
  };
}

const ADMITTED = Promise.resolve<Verdict>({ isAdmitted: true });

function judgesBy({ issuer, lambda, events, now = Date.now, ...options }: JudgeOptions): Judges {
  const { credentials = [LOCAL_CREDENTIALS], issuerTimeoutMs, authorizerTimeoutMs } = options;
  const keys = issuer.keys(remoteKeys({ now, timeoutMs: issuerTimeoutMs }));
  return {
    NONE: () => ADMITTED,
    JWT: (asked, guard) => judgeJwt(asked, guard, keys, now),
    CUSTOM: lambdaAuthorizer({ lambda, events, now, timeoutMs: authorizerTimeoutMs }),
    AWS_IAM: (asked) => judgeIam(asked, credentials, now),
  };
}
