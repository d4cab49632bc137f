import { readOrCreateKey } from "../../../src/local/issuer";

// A process of its own that wants a key, as `npm run token` is beside a gateway.
readOrCreateKey(process.argv[2] ?? "").then(({ kid }) => process.stdout.write(kid));
