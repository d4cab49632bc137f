export { matchesGlob } from "./glob";
export { allows, readPolicy } from "./policy";
export { readSignature, type Signature } from "./sigv4-parse";
export { verifySignature } from "./sigv4-verify";
