import { Session } from "./session";
import { elements, showError } from "./view";

const url = document.querySelector<HTMLMetaElement>('meta[name="chat-url"]')?.content ?? "";
let session: Session | undefined;

function connect(token: string): void {
  showError();
  session?.close();
  session = new Session(url, token);
}

/** Runs an action of the user, and shows its error. */
async function run(action: () => Promise<void> | undefined): Promise<void> {
  showError();
  await action()?.catch(showError);
}

elements.signIn.addEventListener("submit", (event) => {
  event.preventDefault();
  connect(elements.token.value.trim());
});
elements.join.addEventListener("submit", (event) => {
  event.preventDefault();
  run(() => session?.join(elements.channel.value));
});
elements.leave.addEventListener("click", () => run(() => session?.leave()));
elements.post.addEventListener("submit", (event) => {
  event.preventDefault();
  run(async () => {
    await session?.post(elements.text.value);
    elements.text.value = "";
  });
});
elements.text.addEventListener("input", () => run(() => session?.typing()));

// A token in the address is removed from it, because the history of the browser would contain it.
const token = new URLSearchParams(location.hash.slice(1)).get("token");
if (token !== null) {
  history.replaceState(null, "", location.pathname);
  connect(token);
}
