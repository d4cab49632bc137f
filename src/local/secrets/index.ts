export { type LocalSecrets, startLocalSecrets } from "./local-secrets";
