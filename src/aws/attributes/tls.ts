import { type ComputedTypes, FIXED_TIME, hex, type ResourceContext } from "./resource-context";

/**
 * Resources and data sources of the provider `tls`. The values are no keys and no certificates, but text with their
 * headers.
 *
 * @see https://registry.terraform.io/providers/hashicorp/tls/4.2.1/docs
 */
export const TLS_ATTRIBUTES: ComputedTypes = {
  tls_cert_request: {
    identifiedBy: ["private_key_pem", "subject"],
    attributes: { id: hex(40), cert_request_pem: pem("CERTIFICATE REQUEST"), key_algorithm: () => "RSA" },
  },
  tls_locally_signed_cert: {
    identifiedBy: ["cert_request_pem", "ca_cert_pem"],
    attributes: { ...certificate(), ca_key_algorithm: () => "RSA" },
  },
  tls_private_key: {
    identifiedBy: ["algorithm"],
    attributes: {
      ...publicKey(),
      private_key_openssh: pem("OPENSSH PRIVATE KEY"),
      private_key_pem: pem("PRIVATE KEY"),
      private_key_pem_pkcs8: pem("PRIVATE KEY"),
    },
  },
  tls_self_signed_cert: {
    identifiedBy: ["private_key_pem", "subject"],
    attributes: { ...certificate(), key_algorithm: () => "RSA" },
  },
};

/** Data sources of the provider `tls`. See {@link TLS_ATTRIBUTES}. */
export const TLS_DATA_ATTRIBUTES: ComputedTypes = {
  tls_certificate: {
    identifiedBy: ["url", "content"],
    attributes: { id: hex(40), certificates: (source) => [readCertificate(source)] },
  },
  tls_public_key: {
    identifiedBy: ["private_key_pem", "private_key_openssh"],
    attributes: { ...publicKey(), algorithm: () => "RSA" },
  },
};

function publicKey(): ComputedTypes[string]["attributes"] {
  return {
    id: hex(40),
    public_key_fingerprint_md5: (key) => hex(32)(key).replaceAll(/(..)(?=.)/g, "$1:"),
    public_key_fingerprint_sha256: ({ token }) => `SHA256:${token(43)}`,
    public_key_openssh: ({ token }) => `ssh-rsa ${token(64)}\n`,
    public_key_pem: pem("PUBLIC KEY"),
  };
}

function certificate(): ComputedTypes[string]["attributes"] {
  return {
    id: hex(40),
    cert_pem: pem("CERTIFICATE"),
    ready_for_renewal: () => false,
    validity_start_time: () => FIXED_TIME,
    validity_end_time: () => FIXED_TIME,
  };
}

function readCertificate(source: ResourceContext): object {
  return {
    cert_pem: pem("CERTIFICATE")(source),
    is_ca: true,
    issuer: "CN=fake",
    max_path_length: 0,
    not_after: FIXED_TIME,
    not_before: FIXED_TIME,
    public_key_algorithm: "RSA",
    serial_number: "1",
    sha1_fingerprint: hex(40)(source),
    signature_algorithm: "SHA256-RSA",
    subject: "CN=fake",
    version: 3,
  };
}

function pem(label: string): (resource: ResourceContext) => string {
  return ({ token }) => `-----BEGIN ${label}-----\n${token(64)}\n-----END ${label}-----\n`;
}
