/**
 * AWS account ID that the offline plan and the local gateway use: 12 digits. It is the example account of the
 * AWS documentation.
 */
export const ACCOUNT_ID = "123456789012";

/**
 * Access key that signs requests (Signature Version 4).
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/security-creds.html
 */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /**
   * Session token of temporary credentials. Default: none, because a long-term access key has no session
   * token.
   */
  readonly sessionToken?: string;
}

/**
 * Credentials that the local gateway accepts. Functions receive them in the environment variables
 * `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, and a client can sign its requests with them. They need no
 * protection, because this access key does not exist on AWS.
 */
export const LOCAL_CREDENTIALS: Credentials = {
  accessKeyId: "AKIALOCALGATEWRIGHT0",
  secretAccessKey: "local/this-opens-only-a-local-gateway+00",
};
