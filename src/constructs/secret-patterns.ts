/**
 * Formats of secrets that are no other text. The sources are the pages of the vendors.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 * @see https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
 * @see https://docs.slack.dev/authentication/tokens
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 * @see https://docs.stripe.com/keys
 * @see https://datatracker.ietf.org/doc/html/rfc7519#section-3
 */
const FORMATS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["an access key ID of AWS", /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ["a private key", /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/],
  ["a token of GitHub", /\b(?:gh[opsru]_[A-Za-z0-9]{36}|github_pat_\w{22})/],
  ["a token of Slack", /\bxox[abeprs]-[\w-]{10}/],
  ["a webhook URL of Slack", /\bhooks\.slack\.com\/(?:services|workflows|triggers)\/\w+\/\w+/],
  ["a key of Stripe", /\b[rs]k_(?:live|test)_[A-Za-z0-9]{10}/],
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

/** Ends of the names of environment variables that contain secrets. The name of a variable in camel case is separated. */
const SECRET_NAME =
  /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|PRIVATE_KEY|SECRET_KEY|ACCESS_KEY)$/i;

/** Values that are no secret: an ARN, the path of a parameter, a URL, and a switch. */
const NO_SECRET =
  /^(?:|true|false|yes|no|on|off|0|1|none|enabled|disabled|optional|required|arn:.*|\/[\w./-]+|https?:.*)$/i;

/** Returns true if the name of an environment variable means a secret, and the value is no reference to one. */
export function isNamedSecret(name: string, value: string): boolean {
  const separated = name.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2");
  return SECRET_NAME.test(separated) && !NO_SECRET.test(value);
}
