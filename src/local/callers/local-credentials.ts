/** A pair of keys that requests are signed with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** What a temporary pair has beside it. */
  readonly sessionToken?: string;
}

/**
 * The credentials of this machine: what functions have in `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, and what a
 * client signs with. They are no secret, and open nothing but a gateway on this machine: AWS knows no such key.
 */
export const LOCAL_CREDENTIALS: Credentials = {
  accessKeyId: "AKIALOCALGATEWRIGHT0",
  secretAccessKey: "local/this-opens-only-a-local-gateway+00",
};
