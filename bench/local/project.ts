import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bundle, writeBundle } from "../../src/bundle";
import { publicRoute, writeTerraform } from "./stack";

const ROOT = path.join(__dirname, "../..");
const ENTRY = "functions/products/create.ts";
const TABLE = "bench-products";

/** A part of the sample in a folder of its own, which may be edited: the function that creates a product. */
export class Project {
  readonly folder: string;
  /** Of its stack. */
  readonly dir: string;
  readonly #source = readFileSync(path.join(ROOT, ENTRY), "utf8");

  constructor(parent: string) {
    this.folder = path.join(parent, "project");
    this.dir = path.join(this.folder, "cdktf.out/stacks/bench");
    mkdirSync(this.dir, { recursive: true });
    for (const part of ["package.json", "functions", "src/contract", "src/runtime"]) {
      cpSync(path.join(ROOT, part), path.join(this.folder, part), { recursive: true });
    }
    symlinkSync(path.join(ROOT, "node_modules"), path.join(this.folder, "node_modules"), "dir");
    this.#synthesize();
  }

  /** Saves the handler so that its answers have this header. */
  edit(name: string, value: string): void {
    const edited = this.#source.replace("headers: {", `headers: { "${name}": "${value}",`);
    if (edited === this.#source) throw new Error(`${ENTRY} sets no headers any more`);
    writeFileSync(path.join(this.folder, ENTRY), edited);
  }

  #synthesize(): void {
    for (const one of bundle([{ entry: ENTRY, target: "node22" }], this.folder).values()) {
      writeBundle(one, path.join(this.dir, "assets"), "create");
    }
    const variables = { PRODUCTS_TABLE: TABLE };
    writeTerraform(this.dir, {
      ...publicRoute({ key: "POST /products", zip: "assets/create.zip", variables }),
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
