// A call screen on a ward. It draws numbered snapshots, says "shown" only of what is really on the glass, rings and flashes while somebody waits,
// and takes everything away when it no longer knows: an old state is never shown as a live one.

import { CallList, steps, write } from "./call_list.js";
import { listen } from "./live.js";
import { PinPad } from "./pin_pad.js";
import { Sound } from "./sound.js";

const byId = (id) => document.getElementById(id);
const board = byId("board");
const words = byId("live-words");
const silent = byId("silent");
const csrf = document.body.dataset.csrf;
const home = board.dataset.home;
const FLASH = "wardlight-flash";

const sound = new Sound(byId("sound"), byId("sound-button"), byId("sound-words"));
const pad = new PinPad(byId("pin"), (path, pin, reason) => post(path, new URLSearchParams({ pin, reason })));

function post(path, body) {
  return fetch(`${home}/calls/${path}`, { method: "POST", headers: { "x-csrf-token": csrf }, body, redirect: "error" });
}

function offer(item, call) {
  const may = steps(call);
  for (const button of item.querySelectorAll("button")) {
    if (!may[button.dataset.step] && button === document.activeElement) item.querySelector(".call__place").focus();
    button.hidden = !may[button.dataset.step];
    write(button.querySelector(".nhsuk-u-visually-hidden"), `: ${call.place}`);
  }
}

const calls = new CallList({
  list: byId("call-list"),
  template: byId("call-template").content.firstElementChild,
  offer,
  say: (path) => post(path),
  arrived(waiting) {
    byId("announce").textContent = waiting.map((call) => `${call.place}. ${call.state}`).join(" ");
    sound.ring();
  },
});

byId("call-list").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const item = event.target.closest("[data-call]");
  if (button) pad.open(button.dataset.step, item.dataset.call, item.querySelector(".call__place").textContent, button);
});

function lose(text) {
  board.classList.add("calls-lost");
  board.classList.remove("board--waiting");
  write(words, text);
  sound.rest();
  pad.close();
}

const live = listen(board.dataset.live, {
  snapshot({ calls: standing, silent: quiet, relays }) {
    board.classList.remove("calls-lost");
    board.classList.toggle("board--many", standing.length > 2);
    calls.draw(standing);
    byId("no-calls").hidden = standing.length > 0;
    const lines = [...quiet, ...relays.filter((relay) => relay.fails).map((relay) => relay.text)];
    silent.hidden = lines.length === 0;
    byId("silent-list").replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
    const waiting = standing.some((call) => call.waiting);
    board.classList.toggle("board--waiting", waiting);
    if (waiting) sound.keepRinging(); else sound.rest();
    pad.follow(standing);
  },
  lost(age) {
    const since = age === null ? "" : ` The last news came ${Math.round(age)} seconds ago.`;
    lose(`This screen does not hear the ward system, so it shows no calls.${since} Look at the call points on the ward. Trying again.`);
  },
  ended() {
    lose("This is no call screen any more. Calls are not shown here.");
  },
});

setInterval(() => {
  const age = live.age();
  if (age === null || board.classList.contains("calls-lost")) return;
  const whole = Math.floor(age);
  write(words, `Live. Last update ${whole} ${whole === 1 ? "second" : "seconds"} ago.`);
}, 1000);

// Flashing, once a second, while somebody waits. Whom it disturbs turns it off; who asked the machine for less motion has it off from the start.
const flash = byId("flash-button");

function sayFlash() {
  const wish = localStorage.getItem(FLASH);
  const on = wish ? wish === "on" : !matchMedia("(prefers-reduced-motion: reduce)").matches;
  board.classList.toggle("board--flash", on);
  write(flash, on ? "Turn off flashing" : "Turn on flashing for waiting calls");
  return on;
}

flash.addEventListener("click", () => {
  localStorage.setItem(FLASH, sayFlash() ? "off" : "on");
  sayFlash();
});
sayFlash();

// A screen that sleeps shows nothing. Where the browser cannot be asked to stay awake, or refuses, people are told.
async function stayAwake() {
  let awake = false;
  if (navigator.wakeLock && document.visibilityState === "visible") {
    awake = await navigator.wakeLock.request("screen").then(() => true, () => false);
  }
  byId("sleep-words").hidden = awake;
}

document.addEventListener("visibilitychange", stayAwake);
stayAwake();
