import { codeFile } from "./build-options";
import type { BuildOutput } from "./build-output";
import type { BundleErrorDetail } from "./bundle-error";
import { DEFAULT_SETTINGS } from "./bundle-settings";
import { copyFiles } from "./copy-files";
import type { ZipFile, ZipFiles } from "./create-zip";
import { packageFiles } from "./shipped-packages";

/**
 * Returns the files of the zip of a function: its code, and the files that the options of its bundle add.
 *
 * @param root path of the project's folder, without symbolic links
 * @returns the files, and the errors of files that are missing or for another platform
 */
export function zipContents(
  output: BuildOutput,
  root: string,
): { readonly files: ZipFiles; readonly errors: readonly BundleErrorDetail[] } {
  const { entry, settings = DEFAULT_SETTINGS } = output;
  const copied = copyFiles(settings, root);
  const packages = packageFiles(settings, root);
  const files = new Map([...packages.files, ...copied.files, ...codeFiles(output)]);
  const errors = [...copied.errors, ...packages.errors];
  return {
    files,
    errors: errors.map((message) => ({ file: entry, message: `entry "${entry}": ${message}` })),
  };
}

function codeFiles(output: BuildOutput): [string, ZipFile][] {
  const { code, sourceMap, legalText, settings = DEFAULT_SETTINGS } = output;
  const name = codeFile(output);
  const legal: [string, ZipFile][] =
    legalText === undefined ? [] : [[`${name}.LEGAL.txt`, { bytes: Buffer.from(legalText) }]];
  if (!settings.sourceMap) return [[name, { bytes: code }], ...legal];
  const comment = Buffer.from(`//# sourceMappingURL=${name}.map\n`);
  return [
    [name, { bytes: Buffer.concat([code, comment]) }],
    [`${name}.map`, { bytes: Buffer.from(relativeToCode(sourceMap)) }],
    ...legal,
  ];
}

/**
 * Returns a source map whose sources are relative to the code in the zip: `functions/products/create.ts`. In the map of a
 * {@link BuildOutput}, they are relative to a folder two levels below the project.
 */
function relativeToCode(map: string): string {
  return map.replace(/"sources": (\[.*\])/, (_, list: string) => {
    const sources: readonly string[] = JSON.parse(list);
    return `"sources": ${JSON.stringify(sources.map((source) => source.replace(/^\.\.\/\.\.\//, "")))}`;
  });
}
