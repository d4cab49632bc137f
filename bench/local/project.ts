import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bundle, writeBundle } from "../../src/bundle";
import { createPublicRoute, writeTerraform } from "./stack";

const ROOT = path.join(__dirname, "../..");
const ENTRY = "functions/products/create.ts";
const TABLE = "bench-products";

/**
 * Project with a copy of the files that the sample's `POST /products` needs. The benchmark edits the handler
 * in the copy, and not in the sample.
 */
export class Project {
  /** Absolute path of the project. */
  readonly folder: string;
  /** Absolute path of the folder of the project's stack. */
  readonly stackDir: string;
  readonly #source = readFileSync(path.join(ROOT, ENTRY), "utf8");

  constructor(parent: string) {
    this.folder = path.join(parent, "project");
    this.stackDir = path.join(this.folder, "cdktf.out/stacks/bench");
    mkdirSync(this.stackDir, { recursive: true });
    for (const part of ["package.json", "functions", "src"]) {
      cpSync(path.join(ROOT, part), path.join(this.folder, part), { recursive: true });
    }
    symlinkSync(path.join(ROOT, "node_modules"), path.join(this.folder, "node_modules"), "dir");
    this.#synthesize();
  }

  /** Edits the handler so that it adds a header to its responses. */
  edit(headerName: string, value: string): void {
    const edited = this.#source.replace("headers: {", `headers: { "${headerName}": "${value}",`);
    if (edited === this.#source) throw new Error(`${ENTRY}: no "headers: {" to edit`);
    writeFileSync(path.join(this.folder, ENTRY), edited);
  }

  #synthesize(): void {
    for (const functionBundle of bundle([{ entry: ENTRY, target: "node22" }], this.folder).values()) {
      writeBundle(functionBundle, path.join(this.stackDir, "assets"), "create");
    }
    const variables = { PRODUCTS_TABLE: TABLE };
    writeTerraform(this.stackDir, {
      ...createPublicRoute({ key: "POST /products", zip: "assets/create.zip", variables }),
      aws_dynamodb_table: {
        products: {
          name: TABLE,
          billing_mode: "PAY_PER_REQUEST",
          hash_key: "productId",
          attribute: [{ name: "productId", type: "S" }],
        },
      },
    });
  }
}
