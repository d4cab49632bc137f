import { readdirSync } from "node:fs";
import path from "node:path";
import { ownValue } from "#own-value";
import type { VersionGroups } from "./route-access-label";
import { readJsonFile } from "./synthesized-stack";

/**
 * Reads the OpenAPI documents that synthesis writes next to the Terraform JSON, by the Terraform name of their API.
 *
 * @param dir folder of the stack
 * @throws StackError if a document is not JSON
 */
export function readOpenApiDocuments(dir: string): ReadonlyMap<string, unknown> {
  return readDocuments(dir, ".openapi.json");
}

/**
 * Reads the AsyncAPI documents of the WebSocket APIs, like {@link readOpenApiDocuments}.
 * @throws StackError if a document is not JSON
 */
export function readAsyncApiDocuments(dir: string): ReadonlyMap<string, unknown> {
  return readDocuments(dir, ".asyncapi.json");
}

function readDocuments(dir: string, extension: string): ReadonlyMap<string, unknown> {
  const files = listFiles(dir).filter((name) => name.endsWith(extension));
  return new Map(
    files
      .sort()
      .map((name) => [
        name.slice(0, -extension.length),
        readJsonFile(path.join(dir, name), "Synthesize the app again."),
      ]),
  );
}

function listFiles(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    // A stack that was not read from a folder has no documents.
    return [];
  }
}

/**
 * Returns the groups that the versions of a route require, as the OpenAPI document of its API contains them. Empty if
 * no version requires a group, and for the document of an API of another type with the same Terraform name.
 * @param key route key: `GET /products/{productId}`
 * @param type Terraform type of the API of the route
 */
export function groupsInDocument(document: unknown, key: string, type: string): readonly VersionGroups[] {
  if ((ownValue(document, "x-terraform-type") ?? type) !== type) return [];
  const versions = ownValue(ownValue(document, "x-route-groups"), key);
  return listOf(versions).map((entry) => {
    const version = ownValue(entry, "version");
    return {
      ...(typeof version === "string" ? { version } : {}),
      groups: listOf(ownValue(entry, "groups")).map(String),
    };
  });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
