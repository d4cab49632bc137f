import path from "node:path";

/** What tokens are signed with on this machine, in the project that a command is run in; no commit has it. */
export const KEY_FILE = path.resolve(".gatewright", "token-key.pem");
