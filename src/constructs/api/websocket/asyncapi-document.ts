import {
  type AsyncApiDocument,
  type AsyncApiInfo,
  type ConnectionSettings,
  describeMessages,
  type Message,
  messageSchemas,
  type SocketEvent,
  type ToJsonSchema,
  validateConverter,
  validateMessageSchemas,
} from "#contract";
import type { Construct, TerraformResource } from "../../cdktf";
import { physicalName } from "../../names";
import { addValidation } from "../../validation";
import { convertOrAccept, hasAllMessageSchemas, withConvertibleMessage } from "../common/convertible-schemas";
import { writeDocumentFile } from "../common/document-file";

type Contract = Message | SocketEvent;

/** Settings of {@link writeAsyncApiDocument}. The functions are called at synthesis, when all routes are declared. */
interface DocumentSettings {
  /** Resource of the API. */
  readonly api: TerraformResource;
  /** Returns the messages of all routes, and the events. */
  readonly contracts: () => readonly Contract[];
  /** Option `asyncApi` of the API. */
  readonly info: AsyncApiInfo | undefined;
  /** Conversion function. Default: the conversion that each schema itself implements. */
  readonly convert: ToJsonSchema | undefined;
  /** Returns what the contracts do not contain. */
  readonly connection: () => ConnectionSettings;
}

/**
 * Registers the AsyncAPI document of an API. Synthesis writes the document next to the Terraform JSON of the stack, as
 * `<name>.asyncapi.json`.
 *
 * Without the option `asyncApi`, the document is written only if the API has a message or an event. A schema without a JSON
 * Schema is then `{}`. With the option, such a schema is an error.
 */
export function writeAsyncApiDocument(scope: Construct, settings: DocumentSettings): void {
  const { api, contracts, convert, connection } = settings;
  const info = settings.info && { ...settings.info, jsonSchema: convert };
  addValidation(scope, () => validateSchemas(contracts(), convert, info));
  writeDocumentFile(scope, {
    api,
    kind: "AsyncAPI document",
    extension: "asyncapi.json",
    isWritten: () => info !== undefined || contracts().length > 0,
    create: () =>
      info
        ? describeMessages(byName(contracts()), info, connection())
        : describeContracts(scope, contracts(), { convert, connection }),
  });
}

/** Returns the document of an API without the option `asyncApi`. */
function describeContracts(
  scope: Construct,
  contracts: readonly Contract[],
  { convert, connection }: Pick<DocumentSettings, "convert" | "connection">,
): AsyncApiDocument {
  const convertible = contracts.map((contract) => withConvertibleMessage(contract, convert));
  const info = { title: physicalName(scope), version: "0.0.0", jsonSchema: convertOrAccept(convert) };
  const document = describeMessages(byName(convertible), info, connection());
  const marker = convertible.every(hasAllMessageSchemas) ? {} : { "x-incomplete-schemas": true };
  return { ...document, ...marker };
}

function validateSchemas(
  contracts: readonly Contract[],
  convert: ToJsonSchema | undefined,
  info: AsyncApiInfo | undefined,
): string[] {
  const errors = validateConverter(contracts.map(messageSchemas), convert);
  if (errors.length > 0 || !info) return errors;
  return contracts.flatMap((contract) =>
    validateMessageSchemas(contract, convert).map((error) => `${messageSchemas(contract).subject}: ${error}`),
  );
}

/** Returns contracts by their route key or name. An event with the name of a message gets a number. */
function byName(contracts: readonly Contract[]): Record<string, Contract> {
  const named = new Map<string, Contract>();
  for (const contract of contracts) {
    const name = "action" in contract ? contract.action : contract.event;
    let candidate = name;
    for (let number = 2; named.has(candidate); number++) candidate = `${name}${number}`;
    named.set(candidate, contract);
  }
  return Object.fromEntries(named);
}
