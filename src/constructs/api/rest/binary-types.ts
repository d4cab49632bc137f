import { Lazy } from "../../cdktf";
import { isToken } from "../../tokens";
import type { RestRoute } from "./rest-route";

/**
 * Returns the media types of binary bodies: the types that the user lists, and those of the binary replies in the
 * contracts. API Gateway sends a reply of any other type as base64 text. A list that only Terraform knows stays as it is.
 *
 * @param routes function that returns all routes. It is called at synthesis
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
 */
export function withContractTypes(
  listed: readonly string[] = [],
  routes: () => readonly RestRoute[],
): readonly string[] {
  if (isToken(listed)) return listed;
  const produce = () => [...new Set([...listed, ...routes().flatMap(listReplyTypes)])];
  return Lazy.listValue({ produce });
}

/** Returns the media types of the binary replies of a route, without parameters, which API Gateway does not compare. */
export function listReplyTypes({ versions }: Pick<RestRoute, "versions">): string[] {
  const replies = versions.flatMap((version) => Object.values(version.replies ?? {}));
  return replies.flatMap((reply) =>
    "media" in reply && reply.media === "binary" ? (reply.contentType.split(";")[0] ?? "").trim() : [],
  );
}
