/** Things that are kept for a while, the latest so many of them. */
export interface TtlCache<Thing> {
  get(key: string): Thing | undefined;
  set(key: string, thing: Thing, seconds: number): void;
}

/** @param now milliseconds since 1970 */
export function createCache<Thing>(most: number, now: () => number): TtlCache<Thing> {
  const kept = new Map<string, { readonly thing: Thing; readonly until: number }>();
  return {
    get(key) {
      const found = kept.get(key);
      if (found && found.until > now()) return found.thing;
      kept.delete(key);
      return undefined;
    },
    set(key, thing, seconds) {
      kept.delete(key);
      kept.set(key, { thing, until: now() + seconds * 1000 });
      // A map has its keys in the order they were set.
      for (const oldest of kept.keys()) {
        if (kept.size <= most) break;
        kept.delete(oldest);
      }
    },
  };
}
