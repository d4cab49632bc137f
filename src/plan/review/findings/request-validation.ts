import { ownValue } from "#own-value";
import type { Change } from "../../plan-types";
import { formatFull } from "../format-value";
import { areSame, type PlainValues } from "../plain-values";
import { type FindingRule, type ResourceChange, toResourceChange } from "./finding-rule";
import { listWeakerParts } from "./model-schema";
import { toRouteChange } from "./routes";

/** Finds methods of a REST API whose validators, models or required parameters are removed or accept more requests. */
export const WEAKER_VALIDATION: FindingRule = {
  title: "Weaker request validation",
  covers: /^(?:request_validator_id|validate_request_(?:body|parameters))$/,
  find: (change, resources) =>
    change.action === "update" || change.action === "replace"
      ? (ownValue(FINDERS, change.type)?.(change, resources) ?? [])
      : [],
};

const FINDERS: Readonly<Record<string, FindingRule["find"]>> = {
  aws_api_gateway_method: methodLines,
  aws_api_gateway_model: modelLines,
  aws_api_gateway_request_validator: validatorLines,
};

type Side = "before" | "after";

/** Validation of the requests of a method. */
interface MethodValidation {
  /** Names of the models by content type. Empty if no validator compares bodies. */
  readonly models: Readonly<Record<string, unknown>>;
  /** Names of the required parameters. Empty if no validator requires them. */
  readonly required: readonly string[];
}

function methodLines(change: ResourceChange, resources: readonly Change[]): string[] {
  const before = readValidation(change.before, "before", resources);
  const after = readValidation(change.after, "after", resources);
  const route = formatFull(toRouteChange(change, resources).after.route_key);
  const lines = [
    ...Object.entries(before.models).flatMap(([type, name]) => {
      const next = after.models[type];
      if (next === undefined) return [`bodies of the type ${type} are no longer validated`];
      if (areSame(name, next)) return [];
      const [from, to] = [
        findSchema(change.before, name, "before", resources),
        findSchema(change.after, next, "after", resources),
      ];
      return listWeakerParts(from, to);
    }),
    ...before.required
      .filter((name) => !after.required.includes(name))
      .map((name) => `${name} is no longer required`),
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

function modelLines({ before, after }: ResourceChange, resources: readonly Change[]): string[] {
  if (areSame(before.schema, after.schema)) return [];
  const routes = listRoutes(
    resources,
    (method, validation) =>
      areSame(method.rest_api_id, after.rest_api_id) &&
      Object.values(validation.models).some((name) => areSame(name, after.name)),
  );
  if (routes.length === 0) return [];
  return listWeakerParts(before.schema, after.schema).map((line) => `- ${routes.join(", ")}: ${line}`);
}

function validatorLines({ address, before, after }: ResourceChange, resources: readonly Change[]): string[] {
  const isOff = (argument: string) => before[argument] === true && after[argument] !== true;
  const routes = listRoutes(
    resources,
    ({ request_validator_id: id }) => areSame(id, before.id) || formatFull(id) === `${address}.id`,
  );
  const lines = [
    ...(isOff("validate_request_body") ? ["bodies are no longer validated"] : []),
    ...(isOff("validate_request_parameters") ? ["parameters are no longer required"] : []),
  ];
  return routes.length === 0 ? [] : lines.map((line) => `- ${routes.join(", ")}: ${line}`);
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
