import { readOrCreateKey } from "../../../src/local/issuer";

// A test runs this file in several processes, like `npm run token` during a run of the gateway. It reads or
// creates the signing key and prints the key ID.
readOrCreateKey(process.argv[2] ?? "").then(({ kid }) => process.stdout.write(kid));
