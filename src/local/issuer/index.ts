export { createToken, issueToken, type TokenOptions } from "./issue-token";
export { createIssuer, type Issuer, type IssuerKeys } from "./issuer";
export { readOrCreateKey, tokenKeyFile } from "./key-file";
export { generateKey, type SigningKey, sharedKey } from "./signing-key";
export { InvalidTokenRequest } from "./token-settings";
export { addIssuerRedirects, wellKnownDocument } from "./well-known";
