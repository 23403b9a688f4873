// A soft two-tone sound for new calls, made here, so that no sound file is fetched. Browsers play nothing before a person has touched the page,
// so the page asks once, remembers the wish, and always says whether sound is on.

import { write } from "./call_list.js";

const WISH = "wardlight-sound";
const EVERY_MS = 5000;

export class Sound {
  #context = null;
  #timer = null;

  constructor(box, button, words) {
    this.box = box;
    this.button = button;
    this.words = words;
    box.hidden = false;
    button.addEventListener("click", () => this.#toggle());
    if (localStorage.getItem(WISH) === "on") {
      this.#start();
      // The browser may still want one touch of this page.
      const wake = (event) => {
        // A press of the button is the button's own affair: woken here, its click would turn the sound off again.
        if (!button.contains(event.target)) this.#context?.resume().then(() => this.#say());
      };
      for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, wake, { once: true });
    }
    this.#say();
  }

  get on() {
    return this.#context?.state === "running";
  }

  #start() {
    this.#context = new AudioContext();
    this.#context.addEventListener("statechange", () => this.#say());
  }

  async #toggle() {
    if (this.on) {
      localStorage.setItem(WISH, "off");
      // Not awaited: a machine without a loudspeaker may take its time, and the words must be right at once.
      const ended = this.#context;
      this.#context = null;
      ended.close();
    } else {
      localStorage.setItem(WISH, "on");
      if (!this.#context) this.#start();
      await this.#context.resume();
      this.ring();
    }
    this.#say();
  }

  #say() {
    const wished = localStorage.getItem(WISH) === "on";
    write(this.button, this.on ? "Turn off the sound" : "Turn on the sound for new calls");
    write(
      this.words,
      this.on
        ? "Sound is on. Check that this machine is not muted."
        : wished
          ? "Sound is asleep until somebody touches this page. You will only see new calls."
          : "Sound is off. You will only see new calls.",
    );
  }

  ring() {
    if (!this.on) return;
    const start = this.#context.currentTime;
    for (const [tone, at] of [[659, 0], [523, 0.35]]) {
      const pipe = this.#context.createOscillator();
      const loudness = this.#context.createGain();
      pipe.frequency.value = tone;
      loudness.gain.setValueAtTime(0, start + at);
      loudness.gain.linearRampToValueAtTime(0.4, start + at + 0.03);
      loudness.gain.exponentialRampToValueAtTime(0.001, start + at + 0.6);
      pipe.connect(loudness).connect(this.#context.destination);
      pipe.start(start + at);
      pipe.stop(start + at + 0.65);
    }
  }

  keepRinging() {
    this.#timer ??= setInterval(() => this.ring(), EVERY_MS);
  }

  rest() {
    clearInterval(this.#timer);
    this.#timer = null;
  }
}
