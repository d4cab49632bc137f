import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { addCustomSynthesis, type Construct, type TerraformResource, TerraformStack } from "../../cdktf";
import { findNameOwner } from "../../names";
import { addValidation, validateFileName } from "../../validation";

/** Document of an API, which synthesis writes next to the Terraform JSON of the stack. */
interface DocumentFile {
  /** Resource of the API, whose Terraform name is the name of the file. */
  readonly api: TerraformResource;
  /** Kind of the document, for error messages: `OpenAPI document`. */
  readonly kind: string;
  /** End of the name of the file: `openapi.json`. */
  readonly extension: string;
  /** Returns true if the document is written. It is called at synthesis, when all routes are declared. */
  readonly isWritten: () => boolean;
  /** Returns the document. */
  readonly create: () => object;
}

/** Registers the document of an API. If it is not written, synthesis deletes the file of an earlier synthesis. */
export function writeDocumentFile(scope: Construct, file: DocumentFile): void {
  const { api, extension, isWritten, create } = file;
  addValidation(scope, () =>
    isWritten() ? [...validateFileName(api.friendlyUniqueId), ...validateUniqueFile(scope, file)] : [],
  );
  addCustomSynthesis(scope, {
    onSynthesize({ outdir, manifest }) {
      const folder = path.join(outdir, manifest.forStack(TerraformStack.of(scope)).workingDirectory);
      const target = path.join(folder, `${api.friendlyUniqueId}.${extension}`);
      if (!isWritten()) return rmSync(target, { force: true });
      mkdirSync(folder, { recursive: true });
      writeFileSync(target, `${JSON.stringify(create(), undefined, 2)}\n`);
    },
  });
}

/** Returns the error of an API that has the Terraform name of another one. An HTTP API and a REST API can have the same. */
function validateUniqueFile(scope: Construct, { api, kind, extension }: DocumentFile): string[] {
  const name = api.friendlyUniqueId;
  const owner = findNameOwner(scope, kind, name);
  if (!owner) return [];
  return [
    `Terraform name "${name}" is also the name of ${owner.node.path}, so both would write the file ${name}.${extension}. Change a construct ID.`,
  ];
}
