/**
 * Formats of secrets that are no other text. The sources are the pages of the vendors.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 * @see https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
 * @see https://docs.slack.dev/authentication/tokens
 * @see https://docs.stripe.com/keys
 * @see https://datatracker.ietf.org/doc/html/rfc7519#section-3
 */
const FORMATS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["an access key ID of AWS", /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ["a private key", /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/],
  ["a token of GitHub", /\b(?:gh[opsru]_[A-Za-z0-9]{36}|github_pat_\w{22})/],
  ["a token of Slack", /\bxox[abeprs]-[\w-]{10}/],
  ["a live key of Stripe", /\b[rs]k_live_[A-Za-z0-9]{10}/],
  ["a JSON Web Token", /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]/],
  ["a URL with a password", /:\/\/[^\s/?#:@]{0,128}:[^\s/?#@\0]+@/],
];

/** Matches an expression of Terraform or a CDKTF token in a string. */
const EXPRESSION = /\$\{[^}]*\}/g;

/** Returns the kind of secret that a text contains, such as `a private key`. Expressions of Terraform are not read. */
export function findSecretFormat(text: string): string | undefined {
  const literal = text.replace(EXPRESSION, "\0");
  return FORMATS.find(([, pattern]) => pattern.test(literal))?.[0];
}

/** Ends of the names of environment variables that contain secrets. */
const SECRET_NAME =
  /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|PRIVATE_KEY|SECRET_KEY|ACCESS_KEY)$/;

/** Values that such a variable has if it only refers to a secret: an ARN, the path of a parameter, or a switch. */
const REFERENCE = /^(?:|true|false|arn:.*|\/[\w./-]+)$/;

/** Returns true if the name of an environment variable means a secret, and the value is no reference to one. */
export function isNamedSecret(name: string, value: string): boolean {
  return SECRET_NAME.test(name) && !REFERENCE.test(value);
}
