/** Whether there is nothing by any name. */
export function isEmpty(texts: Readonly<Record<string, string>>): boolean {
  for (const _ in texts) return false;
  return true;
}
