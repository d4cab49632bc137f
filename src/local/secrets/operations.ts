import { ACCOUNT_ID, fakeId } from "#aws";
import type { StoredSecrets } from "../model/env-file";

/** Error that a function receives from the emulated service. */
export class StoreError extends Error {
  /** Name of the error on AWS: `ResourceNotFoundException`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

type Request = Readonly<Record<string, unknown>>;
type Operation = (request: Request, secrets: StoredSecrets) => object;

/** Emulated operations by the value of the header `X-Amz-Target`. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  "secretsmanager.GetSecretValue": getSecretValue,
  "AmazonSSM.GetParameter": getParameter,
  "AmazonSSM.GetParameters": getParameters,
};

/** Returns the function that performs an operation. @throws StoreError if the operation is not emulated */
export function findOperation(target: string): Operation {
  const operation = Object.hasOwn(OPERATIONS, target) ? OPERATIONS[target] : undefined;
  if (operation) return operation;
  const emulated = Object.keys(OPERATIONS).map((name) => name.split(".")[1]);
  throw new StoreError(
    "UnknownOperationException",
    `${target} is not emulated; only ${emulated.join(", ")} are. Start the gateway with the endpoint of an emulator.`,
  );
}

/** Fake creation time of every value, in seconds since the Unix epoch. */
const CREATED = 1_767_225_600;

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
function getSecretValue({ SecretId: id }: Request, { secrets, file, region }: StoredSecrets): object {
  const [, name = String(id)] =
    /^arn:[^:]*:secretsmanager:[^:]*:\d*:secret:(.+)-\w{6}$/.exec(String(id)) ?? [];
  const value = secrets.get(name);
  if (value === undefined)
    throw new StoreError("ResourceNotFoundException", describeMissing("secret", name, file));
  return {
    ARN: `arn:aws:secretsmanager:${region}:${ACCOUNT_ID}:secret:${name}-${fakeId(name, 6)}`,
    Name: name,
    SecretString: value,
    VersionId: fakeId(name, 32),
    VersionStages: ["AWSCURRENT"],
    CreatedDate: CREATED,
  };
}

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html */
function getParameter({ Name: id }: Request, stored: StoredSecrets): object {
  const parameter = findParameter(id, stored);
  if (parameter) return { Parameter: parameter };
  throw new StoreError("ParameterNotFound", describeMissing("parameter", String(id), stored.file));
}

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
function getParameters({ Names: ids }: Request, stored: StoredSecrets): object {
  const lookups = [ids].flat().map((id) => ({ id, parameter: findParameter(id, stored) }));
  return {
    Parameters: lookups.flatMap(({ parameter }) => parameter ?? []),
    InvalidParameters: lookups.filter(({ parameter }) => !parameter).map(({ id }) => String(id)),
  };
}

function findParameter(id: unknown, { parameters, region }: StoredSecrets): object | undefined {
  const [, path] = /^arn:[^:]*:ssm:[^:]*:\d*:parameter\/(.+)$/.exec(String(id)) ?? [];
  const names = path === undefined ? [String(id)] : [`/${path}`, path];
  const name = names.find((each) => parameters.has(each));
  if (name === undefined) return undefined;
  return {
    ARN: `arn:aws:ssm:${region}:${ACCOUNT_ID}:parameter/${name.replace(/^\//, "")}`,
    Name: name,
    Type: "SecureString",
    Value: parameters.get(name),
    Version: 1,
    DataType: "text",
    LastModifiedDate: CREATED,
  };
}

function describeMissing(kind: string, name: string, file: string): string {
  return `the ${kind} has no local value. Write ${kind}:${name}=value into ${file}.`;
}
