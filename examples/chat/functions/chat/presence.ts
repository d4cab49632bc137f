import type { SocketConnections } from "gatewright/runtime/websocket";
import { memberJoined, memberLeft } from "./events";
import type { Member } from "./schemas";
import { type Presence, PresenceStore } from "./store";

const store = new PresenceStore();

/**
 * Adds a connection to a channel. If it is the first connection of its member, the others get an event. Returns the
 * members of the channel.
 */
export async function join(connections: SocketConnections, presence: Presence): Promise<Member[]> {
  const { connectionId, channel, member } = presence;
  await store.add(presence);
  const others = await othersIn(channel, connectionId);
  if (isPresent(member, others)) return distinctMembers([presence, ...others]);
  const { gone: closed } = await connections.broadcast(idsOf(others), memberJoined, { channel, member });
  await leaveAll(connections, closed);
  return distinctMembers([presence, ...others.filter((other) => !closed.includes(other.connectionId))]);
}

/** Removes a connection from a channel. If it was the last connection of its member, the others get an event. */
export async function leave(
  connections: SocketConnections,
  connectionId: string,
  channel: string,
): Promise<void> {
  const member = await store.remove(connectionId, channel);
  if (!member) return;
  const others = await othersIn(channel, connectionId);
  if (isPresent(member, others)) return;
  const { gone: closed } = await connections.broadcast(idsOf(others), memberLeft, { channel, member });
  await leaveAll(connections, closed);
}

/**
 * Removes closed connections from all of their channels. `$disconnect` does not run for every connection, so call this
 * function with the result of each broadcast, too.
 */
export async function leaveAll(
  connections: SocketConnections,
  connectionIds: readonly string[],
): Promise<void> {
  for (const connectionId of connectionIds) {
    for (const { channel } of await store.ofConnection(connectionId)) {
      await leave(connections, connectionId, channel);
    }
  }
}

/** Returns true if a connection has joined a channel. */
export function isInChannel(connectionId: string, channel: string): Promise<boolean> {
  return store.has(connectionId, channel);
}

/** Returns the IDs of the connections of a channel. */
export async function connectionsIn(channel: string): Promise<string[]> {
  return idsOf(await store.inChannel(channel));
}

/** Returns the other connections of a channel, whether or not the index already contains the given one. */
async function othersIn(channel: string, connectionId: string): Promise<Presence[]> {
  const presences = await store.inChannel(channel);
  return presences.filter((presence) => presence.connectionId !== connectionId);
}

function idsOf(presences: readonly Presence[]): string[] {
  return presences.map(({ connectionId }) => connectionId);
}

function isPresent({ memberId }: Member, presences: readonly Presence[]): boolean {
  return presences.some(({ member }) => member.memberId === memberId);
}

function distinctMembers(presences: readonly Presence[]): Member[] {
  return [...new Map(presences.map(({ member }) => [member.memberId, member])).values()];
}
