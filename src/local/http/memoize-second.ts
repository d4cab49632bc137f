/**
 * Memoizes the text format of a time, to the second.
 *
 * Requests within the same second share one formatted text. Formatting a date takes longer than the rest of writing a
 * header, and thousands of requests can arrive in one second.
 *
 * @param format formats a time whose milliseconds are irrelevant
 * @returns a function of milliseconds since the Unix epoch that returns the formatted text:
 * `memoizeSecond((time) => time.toUTCString())(Date.now())` is `Sat, 28 Nov 2026 12:00:00 GMT`
 */
export function memoizeSecond(format: (time: Date) => string): (timeEpoch: number) => string {
  let lastSecond: number | undefined;
  let text = "";
  return (timeEpoch) => {
    const second = Math.floor(timeEpoch / 1000);
    if (second !== lastSecond) text = format(new Date(timeEpoch));
    lastSecond = second;
    return text;
  };
}
