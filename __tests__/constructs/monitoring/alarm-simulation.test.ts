import { ApiAlarms, type ApiAlarmsProps, HttpApi, NodejsFunction, SqsQueue, Table } from "gatewright";
import { testStack } from "../../support";
import { type Intervals, type Series, simulateAlarms } from "./simulate-alarms";

/** Returns a stack with one function, one table and their alarms. */
function monitoredStack(props: Partial<ApiAlarmsProps> = {}) {
  const stack = testStack();
  const api = new HttpApi(stack, "api");
  const deadLetterQueue = new SqsQueue(stack, "dead", { name: "dead" });
  const list = new NodejsFunction(stack, "list", { entry: "a.ts", reservedConcurrency: 50, deadLetterQueue });
  api.route("GET /things", list, { access: "public" });
  const things = new Table(stack, "things", { partitionKey: "id" });
  new ApiAlarms(stack, "alarms", { api, tables: [things], ...props });
  return stack;
}

/** Returns a value in some minutes, and another value in all other minutes. */
function during(first: number, last: number, value: number, otherwise?: number) {
  return (minute: number) => (minute >= first && minute <= last ? value : otherwise);
}

const always = (value: number) => () => value;

/** A healthy API with 100 requests per minute. */
const HEALTHY: Series = {
  Count: always(100),
  "4xx": always(3),
  "5xx": always(0),
  Latency: always(200),
  IntegrationLatency: always(180),
  Invocations: always(100),
  Errors: always(0),
  Throttles: always(0),
  Duration: always(150),
  ConcurrentExecutions: always(5),
  ApproximateNumberOfMessagesVisible: always(0),
};

/** A night with two requests per minute, without any failure. */
const NIGHT: Series = { ...HEALTHY, Count: always(2), Invocations: always(2), "4xx": always(0) };

/**
 * Series of one hour, with the alarms that start, and the minutes in which they are in ALARM. All other alarms stay OK.
 */
const CASES: readonly (readonly [
  title: string,
  series: Series,
  expected: Readonly<Record<string, Intervals>>,
])[] = [
  ["a healthy hour starts no alarm", HEALTHY, {}],
  ["an hour without data starts no alarm", {}, {}],
  ["a quiet night starts no alarm", NIGHT, {}],
  [
    "one failed request at night starts no alarm",
    { ...NIGHT, "5xx": during(20, 20, 1, 0), Errors: during(20, 20, 1, 0) },
    {},
  ],
  [
    "the only request of a night fails, and starts no alarm",
    {
      Count: during(20, 20, 1),
      "5xx": during(20, 20, 1),
      Invocations: during(20, 20, 1),
      Errors: during(20, 20, 1),
    },
    {},
  ],
  [
    "one failed request among many starts no alarm",
    { ...HEALTHY, "5xx": during(20, 20, 1, 0), Errors: during(20, 20, 1, 0) },
    {},
  ],
  [
    "an outage at night pages, although there are few requests",
    { ...NIGHT, "5xx": during(20, 40, 2, 0), Errors: during(20, 40, 2, 0) },
    { "server-errors": [[20, 44]], "errors-list": [[20, 44]], page: [[20, 44]] },
  ],
  [
    "a deploy that fails half of the requests pages until five minutes after the rollback",
    { ...HEALTHY, "5xx": during(10, 19, 50, 0), Errors: during(10, 19, 50, 0) },
    { "server-errors": [[10, 23]], "errors-list": [[10, 23]], page: [[10, 23]] },
  ],
  [
    "a failing route with few requests pages for its function only",
    { ...HEALTHY, "5xx": during(10, 19, 1, 0), Invocations: always(4), Errors: during(10, 19, 1, 0) },
    { "errors-list": [[11, 22]], page: [[11, 22]] },
  ],
  [
    "a slow table makes the API slow, informs about throttles, and pages for the latency",
    {
      ...HEALTHY,
      Latency: during(10, 29, 4000, 200),
      IntegrationLatency: during(10, 29, 3900, 180),
      Duration: during(10, 29, 3800, 150),
      ReadThrottleEvents: during(10, 29, 30),
    },
    {
      latency: [[14, 29]],
      "integration-latency": [[14, 29]],
      "throttles-things": [[12, 31]],
      page: [[14, 29]],
      inform: [[12, 31]],
    },
  ],
  [
    "a function close to its timeout informs before callers see errors",
    { ...HEALTHY, Duration: during(10, 29, 8500, 150) },
    { "duration-list": [[15, 33]], inform: [[15, 33]] },
  ],
  [
    "a burst of one minute that the throttle rejects informs, and pages no one",
    {
      ...HEALTHY,
      Count: during(10, 10, 1000, 100),
      "throttled-requests": during(10, 10, 900),
      "4xx": during(10, 10, 900, 3),
    },
    { "throttled-requests": [[10, 14]], inform: [[10, 14]] },
  ],
  [
    "a burst of one minute that Lambda throttles starts no alarm",
    { ...HEALTHY, Throttles: during(10, 10, 50, 0) },
    {},
  ],
  [
    "throttles of a function in three of five minutes inform",
    { ...HEALTHY, Throttles: during(10, 12, 50, 0) },
    { "throttles-list": [[12, 14]], inform: [[12, 14]] },
  ],
  [
    "a function that uses most of its reserved concurrency informs",
    { ...HEALTHY, ConcurrentExecutions: during(10, 29, 45, 5) },
    { "concurrency-list": [[15, 33]], inform: [[15, 33]] },
  ],
  [
    "a dead-letter queue with a message informs until it is empty",
    { ...HEALTHY, ApproximateNumberOfMessagesVisible: during(10, 29, 1, 0) },
    { "dead-letters-list": [[10, 33]], inform: [[10, 33]] },
  ],
  [
    "internal errors of DynamoDB for one operation inform",
    {
      ...HEALTHY,
      "SystemErrors Query things": during(10, 29, 2),
      "SystemErrors things Query": during(10, 29, 2),
    },
    { "system-errors-things": [[12, 31]], inform: [[12, 31]] },
  ],
];

test.each(CASES)("%s", (_, series, expected) => {
  expect(simulateAlarms(monitoredStack(), series, 60)).toEqual(expected);
});

test("many 4xx responses start an alarm only if it has a threshold", () => {
  const series = { ...HEALTHY, "4xx": during(10, 14, 60, 3) };
  expect(simulateAlarms(monitoredStack(), series, 60)).toEqual({});
  expect(simulateAlarms(monitoredStack({ clientErrorPercent: 20 }), series, 60)).toEqual({
    "client-errors": [[11, 17]],
    inform: [[11, 17]],
  });
});

test("minRequests sets how many requests a share needs", () => {
  const series = { ...NIGHT, "5xx": during(20, 40, 2, 0) };
  expect(simulateAlarms(monitoredStack({ minRequests: 11 }), series, 60)).toEqual({});
});
