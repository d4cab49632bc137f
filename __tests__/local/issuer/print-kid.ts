import { keyInFile } from "../../../src/local/issuer/key-file";

// A process of its own that wants a key, as `npm run token` is beside a gateway.
keyInFile(process.argv[2] ?? "").then(({ kid }) => process.stdout.write(kid));
