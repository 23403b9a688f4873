// The dialog in which somebody answers a call: the PIN of their role, by touch or by keyboard, and a reason where a call is ended. After the PIN it
// shows what the caller added, for a while: whoever passes the screen later must not read it.

import { steps, write } from "./call_list.js";

const TITLES = {
  accept: "Somebody is going",
  attended: "Somebody is there",
  "hand-over": "Somebody else goes",
  added: "What did they add?",
  reset: "End this call",
};
const READ_MS = 30000;

export class PinPad {
  #step = "";
  #call = "";
  #opener = null;
  #opened = 0; // how often it was opened: what answers an earlier time is not for this one
  #sending = false; // an answer is on its way, and news of it may come first
  #reading = null; // the timer that ends the reading of what was added

  // dialog: the element. send(path, pin, reason): a promise of the answer.
  constructor(dialog, send) {
    this.dialog = dialog;
    this.send = send;
    this.input = dialog.querySelector("#pin-input");
    this.error = dialog.querySelector("#pin-error");
    this.ask = dialog.querySelector("#pin-ask");
    this.said = dialog.querySelector("#pin-said");
    this.end = dialog.querySelector("#pin-close");
    this.reasons = dialog.querySelector("#pin-reasons");
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#answer();
    });
    this.end.addEventListener("click", () => this.close());
    dialog.querySelector("#pin-keys").addEventListener("click", (event) => {
      const key = event.target.closest("button")?.dataset.key;
      if (key === undefined) return;
      this.input.value = key === "back" ? this.input.value.slice(0, -1) : (this.input.value + key).slice(0, this.input.maxLength);
    });
    dialog.addEventListener("close", () => {
      this.#say("");
      this.#opener?.focus();
    });
  }

  open(step, call, place, opener) {
    this.#step = step;
    this.#call = call;
    this.#opener = opener;
    this.#opened += 1;
    this.#sending = false;
    write(this.dialog.querySelector("#pin-title"), TITLES[step]);
    write(this.dialog.querySelector("#pin-place"), place);
    this.reasons.hidden = step !== "reset";
    for (const radio of this.reasons.querySelectorAll("input")) radio.checked = false;
    this.#empty("");
    this.dialog.showModal();
    this.input.focus();
  }

  close() {
    this.#empty("");
    this.#say("");
    if (this.dialog.open) this.dialog.close();
  }

  // Somebody else may answer the call meanwhile, at another screen.
  follow(standing) {
    if (!this.dialog.open) return;
    const call = standing.find((each) => each.id === this.#call);
    const busy = this.#sending || this.#reading !== null;
    if (!call || (!busy && !steps(call)[this.#step])) this.close();
  }

  // What the caller added stands in the place of the PIN; "" takes it away again.
  #say(words) {
    clearTimeout(this.#reading);
    this.#reading = words ? setTimeout(() => this.close(), READ_MS) : null;
    this.ask.hidden = Boolean(words);
    this.said.hidden = !words;
    write(this.said, words);
    if (words) this.end.focus();
  }

  #empty(words) {
    this.input.value = "";
    this.error.hidden = !words;
    write(this.error, words);
  }

  async #answer() {
    const reason = this.reasons.querySelector("input:checked")?.value ?? "";
    if (!this.reasons.hidden && !reason) {
      this.error.hidden = false;
      write(this.error, "Choose why you are ending the call");
      return;
    }
    const opened = this.#opened;
    this.#sending = true;
    const answer = await this.send(`${this.#call}/${this.#step}`, this.input.value, reason).catch(() => null);
    const words = answer && (await answer.text().catch(() => ""));
    if (opened !== this.#opened) return;
    this.#sending = false;
    if (!this.dialog.open) return;
    if (answer?.ok) {
      this.#empty("");
      if (words) this.#say(words);
      else this.close();
      return;
    }
    this.#empty(words || (answer ? "That was not possible. Somebody else may have been first." : "The ward system did not answer. Try again."));
    this.input.focus();
  }
}
