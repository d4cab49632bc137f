/**
 * AWS account ID in the ARNs of the offline plan and of the local gateway. The AWS documentation uses the
 * same ID in its examples.
 */
export const ACCOUNT_ID = "123456789012";

/**
 * AWS access key. A client uses it to sign requests with Signature Version 4.
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
 * Credentials that the local gateway accepts in signed requests (Signature Version 4). Local functions
 * receive them in the environment variables `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`. They need no
 * protection, because this access key does not exist on AWS.
 */
export const LOCAL_CREDENTIALS: Credentials = {
  accessKeyId: "AKIALOCALGATEWRIGHT0",
  secretAccessKey: "local/this-opens-only-a-local-gateway+00",
};
