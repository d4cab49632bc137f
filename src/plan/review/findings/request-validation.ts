import { ownValue } from "#own-value";
import type { Change } from "../../plan-types";
import { formatFull } from "../format-value";
import { areSame, type PlainValues } from "../plain-values";
import { compareModels, type ValidationDirection } from "./compare-models";
import { type FindingRule, type ResourceChange, toResourceChange } from "./finding-rule";
import { toRouteChange } from "./routes";

/** Finds methods of a REST API whose validators, models or required parameters are removed or accept more requests. */
export const WEAKER_VALIDATION: FindingRule = {
  title: "Weaker request validation",
  covers: /^(?:request_validator_id|validate_request_(?:body|parameters))$/,
  find: (change, resources) => describeValidation("weaker", change, resources),
};

/**
 * Describes the changes of the request validation of a REST API in one direction.
 * @param resources all resources of the plan, including unchanged ones
 */
export function describeValidation(
  direction: ValidationDirection,
  change: ResourceChange,
  resources: readonly Change[],
): readonly string[] {
  const isChanged = change.action === "update" || change.action === "replace";
  return isChanged ? (ownValue(FINDERS, change.type)?.(direction, change, resources) ?? []) : [];
}

type Describe = (
  direction: ValidationDirection,
  change: ResourceChange,
  resources: readonly Change[],
) => readonly string[];

const FINDERS: Readonly<Record<string, Describe>> = {
  aws_api_gateway_method: methodLines,
  aws_api_gateway_model: modelLines,
  aws_api_gateway_request_validator: validatorLines,
};

/** End of a line about a body and a parameter that API Gateway validates before or after the change only. */
const WORDS = {
  weaker: { body: "no longer validated", parameter: "no longer required" },
  stricter: { body: "now validated", parameter: "now required" },
} as const;

type Side = "before" | "after";

/** Validation of the requests of a method. */
interface MethodValidation {
  /** Names of the models by content type. Empty if no validator compares bodies. */
  readonly models: Readonly<Record<string, unknown>>;
  /** Names of the required parameters. Empty if no validator requires them. */
  readonly required: readonly string[];
}

function methodLines(
  direction: ValidationDirection,
  change: ResourceChange,
  resources: readonly Change[],
): string[] {
  const before = readValidation(change.before, "before", resources);
  const after = readValidation(change.after, "after", resources);
  const [more, less] = direction === "weaker" ? [before, after] : [after, before];
  const route = formatFull(toRouteChange(change, resources).after.route_key);
  const words = WORDS[direction];
  const schemaOf = (type: string, side: Side) =>
    findSchema(change[side], (side === "before" ? before : after).models[type], side, resources);
  const lines = [
    ...Object.keys(more.models).flatMap((type) => {
      if (less.models[type] === undefined) return [`bodies of the type ${type} are ${words.body}`];
      return areSame(before.models[type], after.models[type])
        ? []
        : compareModels(direction, schemaOf(type, "before"), schemaOf(type, "after"));
    }),
    ...more.required
      .filter((name) => !less.required.includes(name))
      .map((name) => `${name} is ${words.parameter}`),
  ];
  return lines.map((line) => `- ${route}: ${line}`);
}

function readValidation(method: PlainValues, side: Side, resources: readonly Change[]): MethodValidation {
  const validator = findValidator(method, side, resources);
  const models = Object(validator?.validate_request_body === true ? method.request_models : undefined);
  const parameters = Object(
    validator?.validate_request_parameters === true ? method.request_parameters : undefined,
  );
  return { models, required: Object.keys(parameters).filter((name) => parameters[name] === true) };
}

/** Returns the values of the validator of a method, which the method names by its ID or by a reference. */
function findValidator(
  method: PlainValues,
  side: Side,
  resources: readonly Change[],
): PlainValues | undefined {
  const id = method.request_validator_id;
  if (!id) return undefined;
  const validator = resources.find(
    (resource) =>
      resource.type === "aws_api_gateway_request_validator" &&
      resource.deposed === undefined &&
      (formatFull(id) === `${resource.address}.id` || areSame(resource[side]?.id, id)),
  );
  return validator?.[side] ?? undefined;
}

function findSchema(method: PlainValues, name: unknown, side: Side, resources: readonly Change[]): unknown {
  const model = resources.find(
    (resource) =>
      resource.type === "aws_api_gateway_model" &&
      resource.deposed === undefined &&
      (formatFull(name) === `${resource.address}.name` ||
        (areSame(resource[side]?.name, name) && areSame(resource[side]?.rest_api_id, method.rest_api_id))),
  );
  return model?.[side]?.schema;
}

function modelLines(
  direction: ValidationDirection,
  { before, after }: ResourceChange,
  resources: readonly Change[],
): string[] {
  if (areSame(before.schema, after.schema)) return [];
  const routes = listRoutes(
    resources,
    (method, { models }) =>
      areSame(method.rest_api_id, after.rest_api_id) &&
      Object.values(models).some((name) => areSame(name, after.name)),
  );
  if (routes.length === 0) return [];
  return compareModels(direction, before.schema, after.schema).map(
    (line) => `- ${routes.join(", ")}: ${line}`,
  );
}

function validatorLines(
  direction: ValidationDirection,
  { address, before, after }: ResourceChange,
  resources: readonly Change[],
): string[] {
  const [more, less] = direction === "weaker" ? [before, after] : [after, before];
  const differs = (argument: string) => more[argument] === true && less[argument] !== true;
  const routesWith = (matches: (method: PlainValues) => boolean) =>
    listRoutes(resources, (method) => {
      const { request_validator_id: id } = method;
      return (areSame(id, before.id) || formatFull(id) === `${address}.id`) && matches(method);
    });
  const describe = (argument: string, line: string, matches: (method: PlainValues) => boolean) => {
    const routes = differs(argument) ? routesWith(matches) : [];
    return routes.length === 0 ? [] : [`- ${routes.join(", ")}: ${line}`];
  };
  const words = WORDS[direction];
  return [
    ...describe("validate_request_body", `bodies are ${words.body}`, hasModel),
    ...describe("validate_request_parameters", `parameters are ${words.parameter}`, hasRequiredParameter),
  ];
}

function hasModel({ request_models: models }: PlainValues): boolean {
  return Object.keys(Object(models)).length > 0;
}

function hasRequiredParameter({ request_parameters: parameters }: PlainValues): boolean {
  return Object.values(Object(parameters)).includes(true);
}

/** Returns the route keys of the methods that the plan does not change and that match a condition. */
function listRoutes(
  resources: readonly Change[],
  matches: (method: PlainValues, validation: MethodValidation) => boolean,
): string[] {
  return resources
    .filter(
      ({ type, deposed, after }) =>
        type === "aws_api_gateway_method" && deposed === undefined && after !== null,
    )
    .map(toResourceChange)
    .filter(({ after }) => matches(after, readValidation(after, "after", resources)))
    .map((change) => formatFull(toRouteChange(change, resources).after.route_key))
    .sort();
}
