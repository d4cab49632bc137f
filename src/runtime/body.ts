import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { HttpError, type InputFault } from "./http-error";

/** The body of an event as its schema gives it; a 400 where it is no JSON or not what the schema asks for. */
export async function parseBody(event: APIGatewayProxyEventV2, schema: StandardSchemaV1): Promise<unknown> {
  const result = await schema["~standard"].validate(parseJson(text(event)));
  if (!result.issues) return result.value;
  throw new HttpError(
    400,
    "invalid-body",
    "The body is not what this route takes.",
    result.issues.map(fault),
  );
}

function text(event: APIGatewayProxyEventV2): string {
  const body = event.body ?? "";
  return event.isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new HttpError(400, "invalid-json", body === "" ? "The body is empty." : "The body is not JSON.");
  }
}

function fault({ path = [], message }: StandardSchemaV1.Issue): InputFault {
  const keys = path.map((part) => String(typeof part === "object" ? part.key : part));
  return { path: keys.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join(""), message };
}
