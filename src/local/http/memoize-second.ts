/**
 * Memoizes a function that formats a date. The function is called only once for each second; all later calls
 * within the same second get the same string.
 *
 * Thousands of requests can arrive in one second, and formatting the date takes longer than writing all other
 * headers of a response.
 *
 * @param format formats a date; the result must not depend on the milliseconds
 * @returns a function of milliseconds since the Unix epoch:
 * `memoizeSecond((time) => time.toUTCString())(Date.now())` returns `Sat, 28 Nov 2026 12:00:00 GMT`
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
