import { FIXED_TIME } from "./attributes/resource-context";
import { ACCOUNT_ID } from "./local-account";

/** Names of attributes, and a value in the format of these attributes. */
type Format = readonly [name: RegExp, value: (region: string) => string];

/**
 * Formats of attributes whose name shows the format. Functions of Terraform reject other values: `cidrsubnet` needs a
 * range of IP addresses, `timeadd` a time and `jsondecode` JSON. The addresses are reserved for documentation.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3849
 * @see https://www.rfc-editor.org/rfc/rfc5737
 * @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs
 */
const FORMATS: readonly Format[] = [
  [/(^|_)ipv6_(pool_)?cidr(_block)?$/, () => "2001:db8::/56"],
  [/(^|_)cidr(_block)?$/, () => "10.0.0.0/16"],
  [/(^|_)ipv6(_address)?$/, () => "2001:db8::1"],
  [/(^|_)ip(_address)?$/, () => "192.0.2.1"],
  [
    /(^|_)(creation_date|created_date|created_time|created_at|updated_at|expiration|not_after|not_before)$/,
    () => FIXED_TIME,
  ],
  [
    /(^|_)(last_modified|last_updated|last_changed|create|creation|expiration)_(date|time)$/,
    () => FIXED_TIME,
  ],
  [/(^|_)availability_zone$/, (region) => `${region}a`],
  [/(^|_)(account_id|owner_id)$/, () => ACCOUNT_ID],
  [/(^|_)(dns_name|hostname|fqdn|address)$/, (region) => `fake.${region}.example.com`],
  [/(^|_)endpoint$/, (region) => `fake.${region}.example.com:443`],
  [/(^|_)(url|uri|issuer)$/, (region) => `https://fake.${region}.example.com/path`],
];

/** Formats of attributes that the configuration cannot set. An empty value of other attributes means "not set". */
const READ_ONLY_FORMATS: readonly Format[] = [
  [/(^|_)(json|policy|secret_string|policy_document)$/, () => "{}"],
];

/**
 * Returns a fake value in the format of an attribute.
 *
 * @param isReadOnly true if the configuration cannot set the attribute
 * @returns `undefined` if the name does not show a format
 */
export function formattedValue(name: string, region: string, isReadOnly: boolean): string | undefined {
  const formats = isReadOnly ? [...FORMATS, ...READ_ONLY_FORMATS] : FORMATS;
  return formats.find(([pattern]) => pattern.test(name))?.[1](region);
}
