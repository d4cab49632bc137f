import { isWebSocketRouteKey, PREDEFINED_ROUTE_KEYS } from "#aws";
import { type Message, type UnknownProperties, validateAction } from "#contract";
import { FUNCTION_TARGET, type FunctionTarget } from "../../function/function-target";
import { checkProps, isRecord } from "../../props";
import { isUnresolved } from "../../tokens";
import { describeWrongValue, unknownAtSynth } from "../../validation";
import { describeContractsFix, findContractKind, validateContractKind } from "../common/contract-kind";
import { MESSAGE_RULES } from "./message-rules";
import { WEB_SOCKET_ROUTE_RULES, type WebSocketRoute, type WebSocketRouteSettings } from "./web-socket-route";

/** Type of the first argument of `route()`: a message, or a route key. For an invalid key, it describes the error. */
export type CheckedMessage<Declared> = Declared extends string ? CheckedWebSocketKey<Declared> : Declared;

type CheckedWebSocketKey<Key extends string> = Key extends (typeof PREDEFINED_ROUTE_KEYS)[number]
  ? Key
  : Key extends `$${string}`
    ? `${Key} is not a predefined key. Write $connect, $disconnect or $default.`
    : Key extends ""
      ? "The route key is empty."
      : Key;

/** Type of the settings of a route. The reply of a message decides whether its route is two-way. */
export type CheckedMessageSettings<Declared, Settings> = Declared extends string
  ? Settings & UnknownProperties<Settings, WebSocketRouteSettings>
  : Settings extends Record<"twoWay", unknown>
    ? "A message with a reply is two-way by itself. Remove twoWay, and declare the reply in the contract."
    : Settings & UnknownProperties<Settings, WebSocketRouteSettings>;

/** Arguments of `route()`, as JavaScript can pass them. */
interface RouteArguments {
  readonly messageOrKey: unknown;
  readonly target: unknown;
  readonly settings: unknown;
}

/** Result of {@link readRouteArguments}: a route, or the errors of the arguments. */
type ReadRoute = { readonly route: WebSocketRoute } | { readonly errors: readonly string[] };

/** Returns the route that the arguments of `route()` declare, or the errors of the arguments. */
export function readRouteArguments(args: RouteArguments): ReadRoute {
  const { messageOrKey, target, settings = {} } = args;
  const subject = describeSubject(messageOrKey);
  const isMessage = typeof messageOrKey !== "string";
  const checked = checkProps(settings as WebSocketRouteSettings, WEB_SOCKET_ROUTE_RULES);
  const errors = [
    ...(isMessage ? validateMessage(messageOrKey, settings) : validateKey(messageOrKey)),
    ...validateFunction(target),
    ...checked.errors,
  ];
  if (errors.length > 0) return { errors: errors.map((error) => `${subject}: ${error}`) };
  const { twoWay, ...others } = checked.values;
  const route = { target: target as FunctionTarget, settings: others };
  if (!isMessage) return { route: { ...route, key: messageOrKey, isTwoWay: twoWay ?? false } };
  const message = messageOrKey as Message;
  return { route: { ...route, key: message.action, message, isTwoWay: message.reply !== undefined } };
}

function describeSubject(messageOrKey: unknown): string {
  const key = isRecord(messageOrKey) ? messageOrKey.action : messageOrKey;
  return typeof key === "string" ? `route "${key}"` : "a route";
}

function validateKey(key: string): string[] {
  if (isUnresolved(key)) return [unknownAtSynth("the route key", "Write it as a literal.")];
  return isWebSocketRouteKey(key) ? [] : [describeWrongKey(key)];
}

function describeWrongKey(value: unknown): string {
  const expected = `${PREDEFINED_ROUTE_KEYS.join(", ")}, a string without "$" at its start, or a message`;
  return describeWrongValue("the route key", value, expected, describeContractsFix(value));
}

function validateMessage(value: unknown, settings: unknown): readonly string[] {
  if (value === undefined || value === null)
    return [`the message is ${value}. Check that the imported file exports it.`];
  const wrongKind = validateContractKind("the contract", value, "message");
  if (wrongKind.length > 0) return wrongKind;
  if (!findContractKind(value)) return [describeWrongKey(value)];
  const message = value as Message;
  const { errors } = checkProps(message, MESSAGE_RULES);
  return [
    ...(errors.length > 0 ? errors : validateAction(message)),
    ...(isRecord(settings) && Object.hasOwn(settings, "twoWay")
      ? ["twoWay is set next to a message, whose route is two-way if it declares a reply. Remove twoWay."]
      : []),
  ];
}

function validateFunction(target: unknown): readonly string[] {
  if (target === undefined || target === null)
    return [`the target is ${target}. Check that the imported file exports it.`];
  return FUNCTION_TARGET.validate(target, "the target");
}
