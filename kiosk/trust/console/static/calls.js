// The page of live staff calls. It draws numbered snapshots, tells the ward system that a call is shown only once it really is on a visible page,
// and takes everything away when it no longer knows: an old state is never shown as a live one.

import { CallList, write } from "./call_list.js";
import { listen } from "./live.js";
import { Sound } from "./sound.js";

const page = document.getElementById("calls");
const list = document.getElementById("call-list");
const template = document.getElementById("call-template").content.firstElementChild;
const state = document.getElementById("live-state");
const words = document.getElementById("live-words");
const again = document.getElementById("show-again").parentElement;
const nobody = document.getElementById("no-calls");
const announce = document.getElementById("announce");
const silent = document.getElementById("silent");
const silentList = document.getElementById("silent-list");
const relayPart = document.getElementById("relays");
const relayList = document.getElementById("relay-list");
const csrf = document.body.dataset.csrf;
const home = page.dataset.home;

const sound = new Sound(document.getElementById("sound"), document.getElementById("sound-button"), document.getElementById("sound-words"));

function post(path) {
  return fetch(`${home}/calls/${path}`, { method: "POST", headers: { "x-csrf-token": csrf }, redirect: "error" });
}

function offer(item, call) {
  for (const [step, may, hidden] of [["accept", call.may_accept, ` to ${call.place}`], ["attended", call.may_attend, `, at ${call.place}`]]) {
    const form = item.querySelector(`[data-step=${step}]`);
    // The button under a person's finger or focus does not vanish without a word: focus moves to the call's place.
    if (!may && form.contains(document.activeElement)) item.querySelector(".call__place").focus();
    form.hidden = !may;
    form.action = `${home}/calls/${call.id}/${step}`;
    write(form.querySelector(".nhsuk-u-visually-hidden"), hidden);
  }
  const reset = item.querySelector("[data-step=reset]");
  reset.hidden = !call.may_reset;
  reset.href = `${home}/calls/${call.id}/reset`;
  write(reset.querySelector(".nhsuk-u-visually-hidden"), ` from ${call.place}`);
}

const calls = new CallList({
  list,
  template,
  offer,
  say: post,
  arrived(waiting) {
    announce.textContent = waiting.map((call) => `${call.place}. ${call.state}`).join(" ");
    sound.ring();
  },
});

const live = listen(page.dataset.live, {
  snapshot({ calls: standing, silent: quiet, relays }) {
    page.classList.remove("calls-lost");
    state.className = "live-state live-state--live";
    again.hidden = true;
    calls.draw(standing);
    nobody.hidden = standing.length > 0;
    silent.hidden = quiet.length === 0;
    silentList.replaceChildren(...quiet.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
    relayPart.hidden = relays.length === 0;
    relayList.replaceChildren(...relays.map(({ text: words, fails }) => (
      Object.assign(document.createElement("li"), { textContent: words, className: fails ? "relay--fails" : "" }))));
    if (standing.some((call) => call.waiting)) sound.keepRinging(); else sound.rest();
  },
  lost(age) {
    page.classList.add("calls-lost");
    state.className = "live-state live-state--lost";
    again.hidden = false;
    const since = age === null ? "" : ` The last news came ${Math.round(age)} seconds ago.`;
    write(words, `This page does not hear the ward system, so it shows no calls.${since} Look at the call points on the ward. Trying again.`);
    sound.rest();
  },
  ended() {
    page.classList.add("calls-lost");
    state.className = "live-state live-state--lost";
    again.hidden = false;
    write(words, "You were signed out. Calls are not shown here.");
    sound.rest();
  },
});

setInterval(() => {
  const age = live.age();
  if (age === null || page.classList.contains("calls-lost")) return;
  const whole = Math.floor(age);
  write(words, `Live. New calls appear here by themselves. Last update ${whole} ${whole === 1 ? "second" : "seconds"} ago.`);
}, 1000);

// With a form's own step the page would load anew; here the line changes where it is.
list.addEventListener("submit", async (event) => {
  const form = event.target;
  event.preventDefault();
  const item = form.closest("[data-call]");
  const answer = await post(`${item.dataset.call}/${form.dataset.step}`).catch(() => null);
  if (!answer) announce.textContent = "The ward system did not answer. Try again.";
  else if (!answer.ok) announce.textContent = "That was not possible. Somebody else may have been first.";
  if (!answer?.ok) write(item.querySelector("[data-state]"), announce.textContent);
});
