import { requestHead } from "./raw-http";

/** Values of the header `Host` that RFC 9110 §7.2 does not allow. */
const INVALID_HOSTS = [
  "",
  "a b",
  "a,b",
  "a/b",
  "user@a",
  "a:b",
  "a:1:2",
  "::1",
  "[::1",
  "a%zz",
  "a?b",
  'a"b',
  "caf\xe9",
];

/** Returns requests that are no valid HTTP, each with a title. @param path path of a route that accepts each method */
export function invalidHttp(path: string): readonly (readonly [title: string, text: string])[] {
  return [
    ["random characters", "nonsense\r\n\r\n"],
    ["the start of a TLS handshake", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
    ["an unknown version", `GET ${path} HTTP/9.9\r\n\r\n`],
    ["a missing host", `GET ${path} HTTP/1.1\r\nConnection: close\r\n\r\n`],
    ["HTTP/0.9", requestHead(`GET ${path} HTTP/0.9`)],
    ["a request line without a version", `GET ${path}\r\n\r\n`],
    ["HTTP/2.0 without a connection preface", requestHead(`GET ${path} HTTP/2.0`)],
    ["two equal hosts", requestHead(`GET ${path} HTTP/1.1`, "Host: x")],
    ["two hosts", requestHead(`GET ${path} HTTP/1.1`, "host: evil.example.com")],
    ["two hosts in HTTP/1.0", requestHead(`GET ${path} HTTP/1.0`, "Host: evil.example.com")],
    ...INVALID_HOSTS.map((host): [string, string] => [
      `the host "${host}"`,
      requestHead(`GET ${path} HTTP/1.1`).replace("Host: x", `Host: ${host}`),
    ]),
    ["a method in lower case", requestHead(`get ${path} HTTP/1.1`)],
    ["an unknown method", requestHead(`BREW ${path} HTTP/1.1`)],
    ["a space in the path", requestHead(`GET ${path} x HTTP/1.1`)],
    ["a NUL in the path", requestHead(`GET ${path}\0x HTTP/1.1`)],
    ["a NUL in a header", requestHead(`GET ${path} HTTP/1.1`, "X-One: a\0b")],
    ["a header without a colon", requestHead(`GET ${path} HTTP/1.1`, "X-One")],
    ["a carriage return without a line feed", requestHead(`GET ${path} HTTP/1.1`, "X-One: a\rX-Two: b")],
    ["a content-length that is not a number", requestHead(`POST ${path} HTTP/1.1`, "Content-Length: x")],
    ["a negative content-length", requestHead(`POST ${path} HTTP/1.1`, "Content-Length: -1")],
    [
      "two different content-lengths",
      requestHead(`POST ${path} HTTP/1.1`, "Content-Length: 1", "Content-Length: 2"),
    ],
    [
      "a content-length with chunks",
      requestHead(`POST ${path} HTTP/1.1`, "Content-Length: 1", "Transfer-Encoding: chunked"),
    ],
    ["an unknown transfer-encoding", requestHead(`POST ${path} HTTP/1.1`, "Transfer-Encoding: chunked, x")],
    [
      "a chunk with an invalid length",
      `${requestHead(`POST ${path} HTTP/1.1`, "Transfer-Encoding: chunked")}zz\r\n`,
    ],
  ];
}
