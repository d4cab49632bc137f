import { escapeLine } from "#printable";
import { findTemplateErrors } from "#template";
import { isToken, isUnresolved } from "../../tokens";

/** Media type without parameters, which API Gateway does not compare. `$default` means all other types. */
const CONTENT_TYPE_KEY = /^(?:\$default|[\w!#$&^.+-]+\/[\w!#$&^.+-]+)$/;

/**
 * Returns the errors of mapping templates. A template with a part that only Terraform knows is not parsed.
 *
 * @param subject start of the messages: `the request template`
 * @param templates templates by content type
 */
export function validateTemplates(
  subject: string,
  templates: Readonly<Record<string, string>> = {},
): string[] {
  if (isToken(templates)) return [];
  return Object.entries(templates).flatMap(([contentType, template]) => [
    ...validateContentType(subject, contentType),
    ...(isUnresolved(template) ? [] : findTemplateErrors(template)).map(
      (error) => `${subject} for ${escapeLine(contentType)}: ${error}`,
    ),
  ]);
}

function validateContentType(subject: string, contentType: string): string[] {
  if (isUnresolved(contentType) || CONTENT_TYPE_KEY.test(contentType)) return [];
  const [type = ""] = contentType.split(";");
  const fix = CONTENT_TYPE_KEY.test(type.trim()) ? ` Write "${type.trim()}".` : "";
  return [
    `${subject} has the content type "${escapeLine(contentType)}"; expected a media type without parameters, such as application/json.${fix}`,
  ];
}
