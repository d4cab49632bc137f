/**
 * A text of a time, made once a second: many requests come in one.
 * @param made what it is of a time whose milliseconds do not matter
 * @returns it of milliseconds since 1970
 */
export function memoizeSecond(made: (time: Date) => string): (timeEpoch: number) => string {
  let lastSecond: number | undefined;
  let text = "";
  return (timeEpoch) => {
    const second = Math.floor(timeEpoch / 1000);
    if (second !== lastSecond) text = made(new Date(timeEpoch));
    lastSecond = second;
    return text;
  };
}
