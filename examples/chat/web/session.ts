import { socket } from "gatewright/contract";
import * as events from "../functions/chat/events";
import * as messages from "../functions/chat/messages";
import * as view from "./view";

/** Failed attempts to connect, after which the page asks for a token again. */
const MAX_ATTEMPTS = 8;

/** Interval in which the page sends `typing` while the user types. */
const TYPING_INTERVAL_MS = 3000;

/** Connection of a user to the chat, with one channel at a time. */
export class Session {
  readonly #client;
  #channel: string | undefined;
  #lastTypingAt = 0;

  constructor(url: string, token: string) {
    let wasOpen = false;
    this.#client = socket(
      { ...messages, ...events },
      {
        url,
        token,
        heartbeat: "ping",
        maxAttempts: MAX_ATTEMPTS,
        onStateChange: (state) => {
          view.showState(state);
          if (state !== "open") return;
          wasOpen = true;
          view.showError();
          // A new connection is in no channel.
          if (this.#channel !== undefined) this.join(this.#channel).catch(view.showError);
        },
        onError: (error) => {
          // A browser does not reveal the status of a rejected handshake.
          view.showError(
            wasOpen ? error : new Error("Cannot connect. Check the token, which may be expired."),
          );
          if (!wasOpen) this.close();
        },
      },
    );
    view.showState("connecting");
    const inChannel =
      <E extends { readonly channel: string }>(show: (event: E) => void) =>
      (event: E): void => {
        if (event.channel === this.#channel) show(event);
      };
    this.#client.on("messagePosted", inChannel(view.showPost));
    this.#client.on("memberJoined", inChannel(view.addMember));
    this.#client.on("memberLeft", inChannel(view.removeMember));
    this.#client.on("memberTyping", inChannel(view.showTyping));
  }

  /** Joins a channel, and leaves another one. */
  async join(channel: string): Promise<void> {
    if (channel !== this.#channel) await this.leave();
    // Events of the channel can arrive before the reply.
    this.#channel = channel;
    view.showChannel(channel);
    try {
      const { members } = await this.#client.send("joinChannel", { channel });
      for (const member of members) view.addMember({ channel, member });
    } catch (error) {
      this.#channel = undefined;
      view.hideChannel();
      throw error;
    }
  }

  async leave(): Promise<void> {
    const channel = this.#channel;
    if (channel === undefined) return;
    this.#channel = undefined;
    view.hideChannel();
    await this.#client.send("leaveChannel", { channel });
  }

  async post(text: string): Promise<void> {
    if (this.#channel !== undefined) await this.#client.send("postMessage", { channel: this.#channel, text });
  }

  async typing(): Promise<void> {
    const now = Date.now();
    if (this.#channel === undefined || now - this.#lastTypingAt < TYPING_INTERVAL_MS) return;
    this.#lastTypingAt = now;
    await this.#client.send("typing", { channel: this.#channel });
  }

  close(): void {
    this.#client.close();
  }
}
