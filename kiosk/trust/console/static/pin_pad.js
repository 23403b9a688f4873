// The dialog in which somebody answers a call: the PIN of their role, by touch or by keyboard, and a reason where a call is ended.

import { steps, write } from "./call_list.js";

const TITLES = {
  accept: "Somebody is going",
  attended: "Somebody is there",
  "hand-over": "Somebody else goes",
  reset: "End this call",
};

export class PinPad {
  #step = "";
  #call = "";
  #opener = null;

  // dialog: the element. send(path, pin, reason): a promise of the answer.
  constructor(dialog, send) {
    this.dialog = dialog;
    this.send = send;
    this.input = dialog.querySelector("#pin-input");
    this.error = dialog.querySelector("#pin-error");
    this.reasons = dialog.querySelector("#pin-reasons");
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#answer();
    });
    dialog.querySelector("#pin-close").addEventListener("click", () => this.close());
    dialog.querySelector("#pin-keys").addEventListener("click", (event) => {
      const key = event.target.closest("button")?.dataset.key;
      if (key === undefined) return;
      this.input.value = key === "back" ? this.input.value.slice(0, -1) : (this.input.value + key).slice(0, this.input.maxLength);
    });
    dialog.addEventListener("close", () => this.#opener?.focus());
  }

  open(step, call, place, opener) {
    this.#step = step;
    this.#call = call;
    this.#opener = opener;
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
    if (this.dialog.open) this.dialog.close();
  }

  // Somebody else may answer the call meanwhile, at another screen.
  follow(standing) {
    if (!this.dialog.open) return;
    const call = standing.find((each) => each.id === this.#call);
    if (!call || !steps(call)[this.#step]) this.close();
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
    const answer = await this.send(`${this.#call}/${this.#step}`, this.input.value, reason).catch(() => null);
    if (answer?.ok) {
      this.close();
      return;
    }
    const words = answer && (await answer.text().catch(() => ""));
    this.#empty(words || (answer ? "That was not possible. Somebody else may have been first." : "The ward system did not answer. Try again."));
    this.input.focus();
  }
}
