/** Returns milliseconds of a clock that never goes back, unlike `Date.now`. The start of the clock has no meaning. */
export function monotonicNow(): number {
  return performance.now();
}

/** Cache with a limited number of entries, which expire after a time to live (TTL). */
export interface TtlCache<Value> {
  /** Returns the value of a key, or `undefined` if the key is absent or its entry has expired. */
  get(key: string): Value | undefined;
  set(key: string, value: Value, ttlSeconds: number): void;
}

/**
 * Creates a cache whose entries expire.
 *
 * @param maxEntries maximum number of entries; the oldest entry is evicted when the cache is full
 * @param now returns milliseconds of a monotonic clock
 */
export function createCache<Value>(maxEntries: number, now: () => number): TtlCache<Value> {
  const entries = new Map<string, { readonly value: Value; readonly expiresAt: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry && entry.expiresAt > now()) return entry.value;
      entries.delete(key);
      return undefined;
    },
    set(key, value, ttlSeconds) {
      entries.delete(key);
      entries.set(key, { value, expiresAt: now() + ttlSeconds * 1000 });
      // A map iterates its keys in insertion order, so the first key belongs to the oldest entry.
      for (const oldestKey of entries.keys()) {
        if (entries.size <= maxEntries) break;
        entries.delete(oldestKey);
      }
    },
  };
}
