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

/** Props of an {@link AlarmGroup}. */
export interface AlarmGroupProps {
  /** Name of the composite alarm and of the topic. */
  readonly name: string;
  /** Description of the composite alarm, which is a part of each notification. */
  readonly description: string;
  readonly receivers: AlarmReceivers;
  /** Customer managed KMS key that encrypts the topic. Default: the topic is not encrypted. */
  readonly encryptionKey?: KeyReference;
  /** Tags of the topic and of the composite alarms. Default: none. */
  readonly tags?: Record<string, string>;
}

/** Number of children that each composite alarm leaves free. The first one needs them for the additional ones. */
const RESERVED_CHILDREN = 10;
/** Length of the rule for these children, in characters. A name has at most 255 characters. */
const RESERVED_LENGTH = RESERVED_CHILDREN * 300;

/**
 * Alarms of one severity. A composite alarm goes into the state `ALARM` if any of them does, and notifies a topic. An
 * incident that triggers several alarms therefore sends one notification.
 *
 * A composite alarm has a limited number of children. Additional composite alarms contain the children above the limit.
 * They send no notifications themselves.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html
 */
export class AlarmGroup extends Construct {
  readonly topic: SnsTopic;
  /** First composite alarm, which notifies the topic. */
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
      alarmRule: Lazy.stringValue({
        produce: () => formatRule([...first.names, ...this.#additionalNames()]),
      }),
      alarmActions: actions,
      okActions: actions,
      tags: escapeTemplates(props.tags),
    });
  }

  /** Adds an alarm to the group. @param name name of the alarm, without tokens, to compute the length of the rule */
  add(alarm: CloudwatchMetricAlarm, name: string): void {
    this.#alarms.push(alarm);
    let part = this.#parts.at(-1);
    if (!part?.canAdd(name)) {
      part = new Part();
      this.#parts.push(part);
      this.#createAdditional(part, this.#parts.length);
    }
    part.add(alarm.alarmName, name);
  }

  #additionalNames(): string[] {
    return this.#parts.slice(1).flatMap(({ composite }) => composite?.alarmName ?? []);
  }

  #createAdditional(part: Part, number: number): void {
    part.composite = new CloudwatchCompositeAlarm(this, `part-${number}`, {
      alarmName: escapeTemplates(`${this.#props.name}-${number}`),
      alarmDescription: escapeTemplates(`Further alarms of ${this.#props.name}.`),
      alarmRule: Lazy.stringValue({ produce: () => formatRule(part.names) }),
      tags: escapeTemplates(this.#props.tags),
    });
  }
}

/** Children of one composite alarm, up to its quotas. */
class Part {
  readonly names: string[] = [];
  /** Composite alarm of an additional part. The first part has none, because the group creates it. */
  composite?: CloudwatchCompositeAlarm;
  #length = 0;

  canAdd(name: string): boolean {
    const isShort =
      this.#length + termLength(name) <= MONITORING_QUOTAS.compositeRuleLength - RESERVED_LENGTH;
    return isShort && this.names.length < MONITORING_QUOTAS.alarmsPerComposite - RESERVED_CHILDREN;
  }

  add(reference: string, name: string): void {
    this.names.push(reference);
    this.#length += termLength(name);
  }
}

/** Returns the length of one alarm in a rule, in characters. */
function termLength(name: string): number {
  return `ALARM("${name}") OR `.length;
}

/** Returns the rule of a composite alarm: any child is in the state `ALARM`. The rule is `FALSE` without children. */
function formatRule(names: readonly string[]): string {
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
