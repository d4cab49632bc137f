import { APIGATEWAYV2 } from "./apigatewayv2";
import { CLOUDWATCH } from "./cloudwatch";
import { COGNITO } from "./cognito";
import { DATA } from "./data";
import { DYNAMODB } from "./dynamodb";
import type { TypeFacts } from "./facts";
import { HOLDERS } from "./holders";
import { IAM } from "./iam";
import { KMS } from "./kms";
import { LAMBDA } from "./lambda";
import { SENSITIVE } from "./sensitive";
import { SNS } from "./sns";
import { SQS } from "./sqs";

/** Of each type of resource that the constructs make. */
export const RESOURCES: Readonly<Record<string, TypeFacts>> = {
  ...APIGATEWAYV2,
  ...CLOUDWATCH,
  ...COGNITO,
  ...DYNAMODB,
  ...IAM,
  ...KMS,
  ...LAMBDA,
  ...SNS,
  ...SQS,
};

const NOTHING: TypeFacts = { replacedBy: [], made: {} };

/** Another region makes another resource of every type. */
export function resourceFacts(type: string): TypeFacts {
  const facts = RESOURCES[type] ?? { ...NOTHING, ...HOLDERS[type] };
  return { ...facts, replacedBy: [...facts.replacedBy, "region"], sensitive: sensitiveOf(type) };
}

/** What nobody is to see of a resource, nobody is to see of a data source that reads one. */
export function dataFacts(type: string): Pick<TypeFacts, "made" | "sensitive"> {
  return { ...(DATA[type] ?? NOTHING), sensitive: sensitiveOf(type) };
}

function sensitiveOf(type: string): readonly string[] | undefined {
  return RESOURCES[type]?.sensitive ?? SENSITIVE[type];
}
