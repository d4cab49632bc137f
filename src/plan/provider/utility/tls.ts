import { type AttributeTypes, STRING_LIST, type UtilityProvider, type UtilityType } from "./utility-type";

const SUBJECT: UtilityType["blocks"] = {
  subject: {
    nesting: "list",
    optional: {
      common_name: "string",
      country: "string",
      email_address: "string",
      locality: "string",
      organization: "string",
      organizational_unit: "string",
      postal_code: "string",
      province: "string",
      serial_number: "string",
      street_address: STRING_LIST,
    },
  },
};

const NAMES: AttributeTypes = { dns_names: STRING_LIST, ip_addresses: STRING_LIST, uris: STRING_LIST };

const PUBLIC_KEY: AttributeTypes = {
  id: "string",
  public_key_fingerprint_md5: "string",
  public_key_fingerprint_sha256: "string",
  public_key_openssh: "string",
  public_key_pem: "string",
};

const CERTIFICATE: UtilityType = {
  required: { allowed_uses: STRING_LIST, validity_period_hours: "number" },
  optional: {
    early_renewal_hours: "number",
    is_ca_certificate: "bool",
    max_path_length: "number",
    set_subject_key_id: "bool",
  },
  readOnly: {
    cert_pem: "string",
    id: "string",
    ready_for_renewal: "bool",
    validity_end_time: "string",
    validity_start_time: "string",
  },
  defaults: { early_renewal_hours: 0, is_ca_certificate: false, set_subject_key_id: false },
  alsoComputed: ["max_path_length"],
  updatable: ["early_renewal_hours"],
  knownValues: () => ({ ready_for_renewal: false }),
};

/**
 * Types of hashicorp/tls 4.2.1. The offline provider creates no keys, and connects to no server.
 *
 * @see https://registry.terraform.io/providers/hashicorp/tls/4.2.1/docs
 */
export const TLS: UtilityProvider = {
  provider: {
    blocks: {
      proxy: {
        nesting: "list",
        optional: { from_env: "bool", password: "string", url: "string", username: "string" },
      },
    },
  },
  resource: {
    tls_cert_request: {
      required: { private_key_pem: "string" },
      optional: NAMES,
      readOnly: { cert_request_pem: "string", id: "string", key_algorithm: "string" },
      blocks: SUBJECT,
      sensitive: ["private_key_pem"],
    },
    tls_locally_signed_cert: {
      ...CERTIFICATE,
      required: {
        ...CERTIFICATE.required,
        ca_cert_pem: "string",
        ca_private_key_pem: "string",
        cert_request_pem: "string",
      },
      readOnly: { ...CERTIFICATE.readOnly, ca_key_algorithm: "string" },
      sensitive: ["ca_private_key_pem"],
    },
    tls_private_key: {
      required: { algorithm: "string" },
      optional: { ecdsa_curve: "string", rsa_bits: "number" },
      readOnly: {
        ...PUBLIC_KEY,
        private_key_openssh: "string",
        private_key_pem: "string",
        private_key_pem_pkcs8: "string",
      },
      defaults: { ecdsa_curve: "P224", rsa_bits: 2048 },
      sensitive: ["private_key_openssh", "private_key_pem", "private_key_pem_pkcs8"],
    },
    tls_self_signed_cert: {
      ...CERTIFICATE,
      required: { ...CERTIFICATE.required, private_key_pem: "string" },
      optional: { ...CERTIFICATE.optional, ...NAMES, set_authority_key_id: "bool" },
      readOnly: { ...CERTIFICATE.readOnly, key_algorithm: "string" },
      blocks: SUBJECT,
      defaults: { ...CERTIFICATE.defaults, set_authority_key_id: false },
      sensitive: ["private_key_pem"],
    },
  },
  data: {
    tls_certificate: {
      isUnknownOffline: true,
      optional: { content: "string", url: "string", verify_chain: "bool" },
      readOnly: {
        certificates: [
          "list",
          [
            "object",
            {
              cert_pem: "string",
              is_ca: "bool",
              issuer: "string",
              max_path_length: "number",
              not_after: "string",
              not_before: "string",
              public_key_algorithm: "string",
              serial_number: "string",
              sha1_fingerprint: "string",
              signature_algorithm: "string",
              subject: "string",
              version: "number",
            },
          ],
        ],
        id: "string",
      },
    },
    tls_public_key: {
      isUnknownOffline: true,
      optional: { private_key_openssh: "string", private_key_pem: "string" },
      readOnly: { ...PUBLIC_KEY, algorithm: "string" },
      sensitive: ["private_key_openssh", "private_key_pem"],
    },
  },
};
