import { MONITORING_QUOTAS } from "#aws";
import {
  CloudwatchCompositeAlarm,
  type CloudwatchMetricAlarm,
  Construct,
  Lazy,
  SnsTopic,
  SnsTopicSubscription,
} from "../cdktf";
import type { KeyReference } from "../log-group";
import { escapeTemplates, isUnresolved } from "../tokens";

/** Receivers of the notifications of one severity. */
export interface AlarmReceivers {
  /** Email addresses. The owner of each address must confirm the subscription. Default: none. */
  readonly emails?: readonly string[];
  /**
   * Existing SNS topics that are notified too, such as the topic of a chat client in Amazon Q Developer in chat
   * applications (formerly AWS Chatbot). Default: none.
   */
  readonly topics?: readonly { readonly arn: string }[];
}

/** Properties of an {@link AlarmGroup}. */
export interface AlarmGroupProps {
  /** Name of the composite alarm and of the topic. */
  readonly name: string;
  readonly description: string;
  readonly receivers: AlarmReceivers;
  readonly encryptionKey?: KeyReference;
  readonly tags?: Record<string, string>;
}

/** Number of the children, and length of the rule, that are left for the further composite alarms of a group. */
const RESERVED_CHILDREN = 10;
const RESERVED_LENGTH = RESERVED_CHILDREN * 300;

/**
 * Alarms of one severity. A composite alarm starts if any of them starts, and notifies a topic. An incident that starts
 * several alarms therefore sends one notification.
 *
 * A composite alarm has a limited number of children. The children above the limit are in further composite alarms, which
 * notify nothing themselves.
 */
export class AlarmGroup extends Construct {
  readonly topic: SnsTopic;
  readonly composite: CloudwatchCompositeAlarm;
  readonly alarms: readonly CloudwatchMetricAlarm[];
  readonly #alarms: CloudwatchMetricAlarm[] = [];
  readonly #parts: Part[] = [];
  readonly #props: AlarmGroupProps;

  constructor(scope: Construct, id: string, props: AlarmGroupProps) {
    super(scope, id);
    this.#props = props;
    this.alarms = this.#alarms;
    this.topic = createTopic(this, props);
    const actions = [this.topic.arn, ...(props.receivers.topics ?? []).map(({ arn }) => arn)];
    const first = new Part();
    this.#parts.push(first);
    this.composite = new CloudwatchCompositeAlarm(this, "Default", {
      alarmName: escapeTemplates(props.name),
      alarmDescription: escapeTemplates(props.description),
      alarmRule: Lazy.stringValue({ produce: () => anyOf([...first.names, ...this.#furtherNames()]) }),
      alarmActions: actions,
      okActions: actions,
      tags: escapeTemplates(props.tags),
    });
  }

  /** Adds an alarm. @param name name of the alarm, without tokens */
  add(alarm: CloudwatchMetricAlarm, name: string): void {
    this.#alarms.push(alarm);
    let part = this.#parts.at(-1);
    if (!part?.hasRoomFor(name)) {
      part = new Part();
      this.#parts.push(part);
      this.#createFurther(part, this.#parts.length);
    }
    part.add(alarm.alarmName, name);
  }

  #furtherNames(): string[] {
    return this.#parts.slice(1).flatMap(({ composite }) => composite?.alarmName ?? []);
  }

  #createFurther(part: Part, number: number): void {
    part.composite = new CloudwatchCompositeAlarm(this, `part-${number}`, {
      alarmName: escapeTemplates(`${this.#props.name}-${number}`),
      alarmDescription: escapeTemplates(`Further alarms of ${this.#props.name}.`),
      alarmRule: Lazy.stringValue({ produce: () => anyOf(part.names) }),
      tags: escapeTemplates(this.#props.tags),
    });
  }
}

/** Children of one composite alarm. */
class Part {
  readonly names: string[] = [];
  composite?: CloudwatchCompositeAlarm;
  #length = 0;

  hasRoomFor(name: string): boolean {
    const isShort =
      this.#length + termLength(name) <= MONITORING_QUOTAS.compositeRuleLength - RESERVED_LENGTH;
    return isShort && this.names.length < MONITORING_QUOTAS.alarmsPerComposite - RESERVED_CHILDREN;
  }

  add(reference: string, name: string): void {
    this.names.push(reference);
    this.#length += termLength(name);
  }
}

function termLength(name: string): number {
  return `ALARM("${name}") OR `.length;
}

/** Returns the rule of a composite alarm. A group without alarms has a rule that never starts it. */
function anyOf(names: readonly string[]): string {
  return names.length === 0 ? "FALSE" : names.map((name) => `ALARM("${name}")`).join(" OR ");
}

function createTopic(scope: Construct, { name, receivers, encryptionKey, tags }: AlarmGroupProps): SnsTopic {
  const topic = new SnsTopic(
    scope,
    "topic",
    escapeTemplates({ name, kmsMasterKeyId: encryptionKey?.arn, tags }),
  );
  for (const [index, email] of (receivers.emails ?? []).entries()) {
    new SnsTopicSubscription(scope, `email-${isUnresolved(email) ? index : email}`, {
      topicArn: topic.arn,
      protocol: "email",
      endpoint: escapeTemplates(email),
    });
  }
  return topic;
}
