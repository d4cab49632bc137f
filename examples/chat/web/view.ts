import { Problem, type SocketState } from "gatewright/contract";
import type { Member, MemberInChannel, Post } from "../functions/chat/schemas";

/** A member counts as typing for this time after each event `memberTyping`. */
const TYPING_MS = 5000;

const STATES = { connecting: "Connecting", open: "Connected", closed: "Not connected" };

/** Elements of the page. */
export const elements = {
  state: find("state", HTMLElement),
  error: find("error", HTMLElement),
  signIn: find("sign-in", HTMLFormElement),
  token: find("token", HTMLInputElement),
  chat: find("chat", HTMLElement),
  join: find("join", HTMLFormElement),
  channel: find("channel", HTMLInputElement),
  leave: find("leave", HTMLButtonElement),
  current: find("current", HTMLElement),
  title: find("posts-title", HTMLElement),
  posts: find("posts", HTMLElement),
  typing: find("typing", HTMLElement),
  members: find("members", HTMLElement),
  post: find("post", HTMLFormElement),
  text: find("text", HTMLInputElement),
  send: find("send", HTMLButtonElement),
};

/** Members of the channel, by their IDs. */
const members = new Map<string, Member>();

/** Names of the members who are typing, and the timers that remove them, by the IDs of the members. */
const typists = new Map<string, { readonly name: string; readonly timer: number }>();

function find<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (element instanceof type) return element;
  throw new Error(`The page has no ${type.name} with the ID "${id}".`);
}

/** Creates an element. Strings become text, and never HTML. */
function create(tag: string, ...children: (Node | string)[]): HTMLElement {
  const element = document.createElement(tag);
  element.append(...children);
  return element;
}

/** Shows the state of the connection. The page asks for a token before the first connection and after the last one. */
export function showState(state: SocketState): void {
  elements.state.textContent = STATES[state];
  elements.send.disabled = state !== "open";
  if (state === "connecting") return;
  elements.signIn.hidden = state === "open";
  elements.chat.hidden = state === "closed";
  if (state === "closed") hideChannel();
}

/** Shows an error; `undefined` removes the last one. */
export function showError(error?: Error): void {
  elements.error.textContent = error instanceof Problem ? error.detail : (error?.message ?? "");
}

/** Shows a channel, without members. */
export function showChannel(channel: string): void {
  members.clear();
  elements.title.textContent = `#${channel}`;
  elements.leave.hidden = false;
  elements.current.hidden = false;
  elements.text.focus();
}

export function hideChannel(): void {
  for (const { timer } of typists.values()) window.clearTimeout(timer);
  typists.clear();
  renderTypists();
  elements.posts.replaceChildren();
  elements.leave.hidden = true;
  elements.current.hidden = true;
  elements.channel.focus();
}

export function addMember({ member }: MemberInChannel): void {
  members.set(member.memberId, member);
  renderMembers();
}

export function removeMember({ member }: MemberInChannel): void {
  members.delete(member.memberId);
  renderMembers();
  endTyping(member);
}

export function showPost(post: Post): void {
  const { member, text, postedAt } = post;
  // The author is a member, even if the event about it is missing.
  addMember(post);
  endTyping(member);
  const time = create("time", new Date(postedAt).toLocaleTimeString());
  time.setAttribute("datetime", postedAt);
  const { posts } = elements;
  const isAtEnd = posts.scrollHeight - posts.scrollTop - posts.clientHeight < 40;
  posts.append(create("li", create("strong", member.name), " ", time, create("p", text)));
  if (isAtEnd) posts.scrollTop = posts.scrollHeight;
}

export function showTyping({ member }: MemberInChannel): void {
  window.clearTimeout(typists.get(member.memberId)?.timer);
  const timer = window.setTimeout(() => endTyping(member), TYPING_MS);
  typists.set(member.memberId, { name: member.name, timer });
  renderTypists();
}

function endTyping({ memberId }: Member): void {
  window.clearTimeout(typists.get(memberId)?.timer);
  typists.delete(memberId);
  renderTypists();
}

function renderMembers(): void {
  elements.members.replaceChildren(...sortedNames(members).map((name) => create("li", name)));
}

function renderTypists(): void {
  const names = sortedNames(typists);
  const verb = names.length === 1 ? "is" : "are";
  elements.typing.textContent = names.length === 0 ? "" : `${names.join(", ")} ${verb} typing`;
}

function sortedNames(named: ReadonlyMap<string, { readonly name: string }>): string[] {
  return [...named.values()].map(({ name }) => name).sort();
}
