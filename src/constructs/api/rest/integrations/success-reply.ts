import { type JsonShape, jsonShape, type Route, type ToJsonSchema } from "#contract";

/** Reply of a successful call, as the contract of the route declares it. */
export interface SuccessReply {
  readonly status: number;
  /** Shape of the JSON body. Undefined for a reply without a schema. */
  readonly shape?: JsonShape;
  /** True if the contract declares a reply without a body. */
  readonly isEmpty: boolean;
  /** Media type of a text or binary reply. */
  readonly media?: { readonly kind: "binary" | "text"; readonly contentType: string };
  readonly errors: readonly string[];
}

/** Template of a response without a body. An empty template would pass the body of the service on. */
export const EMPTY_BODY = "#* The response has no body. *#";

/**
 * Returns the reply of a route for a successful call: the reply of the contract with a status from 200 to 299.
 *
 * @param status status of a route that declares no replies
 * @param convert conversion function. Default: the conversion that each schema itself implements
 */
export function readSuccessReply(
  { replies }: Route,
  status: number,
  convert: ToJsonSchema | undefined,
): SuccessReply {
  if (!replies) return { status, isEmpty: status === 204, errors: [] };
  const declared = Object.keys(replies).map(Number).filter(isSuccess);
  const [first, ...others] = declared;
  const media = first === undefined ? undefined : replies[first];
  if (first === undefined || media === undefined || others.length > 0) {
    const statuses =
      declared.length === 0 ? "no successful reply" : `the successful replies ${declared.join(" and ")}`;
    const error = `the contract declares ${statuses}; expected one. Declare one status from 200 to 299.`;
    return { status, isEmpty: true, errors: [error] };
  }
  if ("~standard" in media) {
    const { shape, error } = jsonShape(media, `reply ${first}`, convert);
    return { status: first, shape, isEmpty: false, errors: error === undefined ? [] : [`${error}.`] };
  }
  if (media.media === "empty") return { status: first, isEmpty: true, errors: [] };
  if (media.media === "text" || media.media === "binary") {
    const { media: kind, contentType } = media;
    return { status: first, isEmpty: false, media: { kind, contentType }, errors: [] };
  }
  return {
    status: first,
    isEmpty: true,
    errors: [`reply ${first} is a ${media.media}; expected a schema or \`empty\`.`],
  };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

/** Values that a route can return, by the names of the properties: templates of JSON. */
export type ReplyFields = Readonly<Record<string, string>>;

/**
 * Returns the template of a body with values of the response of a service. A contract selects the values by the properties
 * of its schema.
 *
 * @param fields values that the service returns
 * @param service name of the service, for the errors
 */
export function fieldsBody(
  { status, shape, isEmpty, media }: SuccessReply,
  fields: ReplyFields,
  service: string,
): { readonly template: string; readonly errors: readonly string[] } {
  const known = Object.keys(fields).join(", ");
  if (isEmpty) return { template: EMPTY_BODY, errors: [] };
  if (media || (shape && shape.kind !== "object")) {
    return {
      template: EMPTY_BODY,
      errors: [`reply ${status} is not an object; expected one with ${known}, or \`empty\`.`],
    };
  }
  const names = shape?.kind === "object" ? [...shape.properties.keys()] : Object.keys(fields);
  const unknown = names.filter((name) => fields[name] === undefined);
  const errors = unknown.map(
    (name) =>
      `reply ${status} has the property "${name}", which ${service} does not return; available: ${known || "none"}. Remove it, or declare \`empty\`.`,
  );
  const members = names.flatMap((name) => (fields[name] === undefined ? [] : [`"${name}":${fields[name]}`]));
  return { template: `{${members.join(",")}}`, errors };
}
