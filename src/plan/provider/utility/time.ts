import { timeParts } from "#aws";
import type { ObjectValue } from "../value";
import { type AttributeTypes, STRING_MAP, type UtilityProvider, type UtilityType } from "./utility-type";

const PARTS: AttributeTypes = {
  day: "number",
  hour: "number",
  id: "string",
  minute: "number",
  month: "number",
  second: "number",
  unix: "number",
  year: "number",
};

const OFFSETS = [
  "offset_days",
  "offset_hours",
  "offset_minutes",
  "offset_months",
  "offset_seconds",
  "offset_years",
];
const ROTATIONS = [
  "rotation_days",
  "rotation_hours",
  "rotation_minutes",
  "rotation_months",
  "rotation_years",
];

function numbers(names: readonly string[]): AttributeTypes {
  return Object.fromEntries(names.map((name) => [name, "number"]));
}

const STATIC: UtilityType = {
  optional: { rfc3339: "string", triggers: STRING_MAP },
  readOnly: PARTS,
  alsoComputed: ["rfc3339"],
  knownValues: knownParts,
};

/**
 * Resource types of hashicorp/time 0.14.0. The current time is unknown until the apply.
 *
 * @see https://registry.terraform.io/providers/hashicorp/time/0.14.0/docs
 */
export const TIME: UtilityProvider = {
  resource: {
    time_offset: {
      optional: { base_rfc3339: "string", triggers: STRING_MAP, ...numbers(OFFSETS) },
      readOnly: { ...PARTS, rfc3339: "string" },
      alsoComputed: ["base_rfc3339"],
      updatable: ["base_rfc3339", ...OFFSETS],
      recomputed: [...Object.keys(PARTS), "rfc3339"].filter((name) => name !== "id"),
    },
    time_rotating: {
      ...STATIC,
      optional: { ...STATIC.optional, rotation_rfc3339: "string", ...numbers(ROTATIONS) },
      alsoComputed: ["rfc3339", "rotation_rfc3339"],
      knownValues: undefined,
      // The provider replaces the resource only when the configured or computed time of the rotation has passed.
      updatable: [...ROTATIONS, "rotation_rfc3339"],
      recomputed: ["rotation_rfc3339"],
    },
    time_sleep: {
      optional: { create_duration: "string", destroy_duration: "string", triggers: STRING_MAP },
      readOnly: { id: "string" },
      updatable: ["create_duration", "destroy_duration"],
    },
    time_static: STATIC,
  },
};

/** Returns the parts of a configured time. */
function knownParts({ rfc3339 }: ObjectValue): ObjectValue {
  return typeof rfc3339 === "string" ? { ...timeParts(rfc3339), id: rfc3339 } : {};
}
