/** AWS account id of the offline plan and the local gateway: 12 digits. The AWS documentation uses it in examples. */
export const ACCOUNT_ID = "123456789012";

/**
 * Access key that signs requests (Signature Version 4).
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/security-creds.html
 */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Session token. Default: none, because long-term access keys have none. */
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
