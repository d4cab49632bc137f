import { readOrCreateKey } from "../../../src/local/issuer";

// Process that reads or creates a key and prints its id, like `npm run token` next to a running gateway.
readOrCreateKey(process.argv[2] ?? "").then(({ kid }) => process.stdout.write(kid));
