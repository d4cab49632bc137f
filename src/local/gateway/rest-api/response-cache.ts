import { REST_API_QUOTAS } from "#aws";
import type { GatewayResponse } from "../../http/response";

/** Maximum size of all cached bodies. The cache on AWS has 0.5 GB or more, which a test on one computer does not need. */
const MAX_CACHED_BYTES = 64 * 1024 * 1024;

interface Entry {
  readonly response: GatewayResponse;
  readonly expiresAtMs: number;
}

/**
 * Cache of the responses of REST APIs. If it is full, the oldest entries are removed. Its clock never goes back, unlike
 * `Date.now`.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
export class ResponseCache {
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;
  #version = 0;

  /** Number that changes when the cache is emptied. */
  get version(): number {
    return this.#version;
  }

  /** Returns the response of a key, or `undefined` if there is none or if it has expired. */
  get(key: string): GatewayResponse | undefined {
    const entry = this.#entries.get(key);
    if (entry && entry.expiresAtMs > performance.now()) return entry.response;
    this.#delete(key);
    return undefined;
  }

  /**
   * Stores a response, unless it is too large to be cached.
   * @param version version of the cache when the request arrived. A response of replaced code is not stored
   */
  set(key: string, response: GatewayResponse, ttlSeconds: number, version: number): void {
    this.#delete(key);
    if (response.body.length > REST_API_QUOTAS.cachedResponseBytes || version !== this.#version) return;
    this.#entries.set(key, { response, expiresAtMs: performance.now() + ttlSeconds * 1000 });
    this.#bytes += response.body.length;
    // A map iterates its keys in insertion order, so the first key belongs to the oldest entry.
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= MAX_CACHED_BYTES) break;
      this.#delete(oldest);
    }
  }

  /** Removes all entries. */
  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
    this.#version += 1;
  }

  #delete(key: string): void {
    this.#bytes -= this.#entries.get(key)?.response.body.length ?? 0;
    this.#entries.delete(key);
  }
}
