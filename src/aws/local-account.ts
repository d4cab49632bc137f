/** Account id of the offline plan and the local gateway. AWS documentation uses it in examples. */
export const ACCOUNT_ID = "123456789012";

/** Access key pair that requests are signed with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Present for temporary credentials. */
  readonly sessionToken?: string;
}

/**
 * Credentials of the local gateway. Functions find them in `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, and a client
 * signs requests with them. They are not secret: AWS does not know this key.
 */
export const LOCAL_CREDENTIALS: Credentials = {
  accessKeyId: "AKIALOCALGATEWRIGHT0",
  secretAccessKey: "local/this-opens-only-a-local-gateway+00",
};
