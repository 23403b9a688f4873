// The line about staff calls on the home page: live where it can be, and plain about it where it cannot.

import { listen } from "./live.js";

export function watchStrip(strip) {
  if (!strip) return;
  const count = strip.querySelector("[data-calls-count]");
  listen(strip.dataset.live, {
    snapshot({ calls }) {
      const waiting = calls.filter((call) => call.waiting).length;
      strip.classList.toggle("call-strip--waiting", waiting > 0);
      const words = waiting === 0 ? "Nobody is waiting." : waiting === 1 ? "1 call is waiting." : `${waiting} calls are waiting.`;
      if (count.textContent !== words) count.textContent = words;
    },
    lost() {
      count.textContent = "This page does not hear the ward system. Look at the call points on the ward.";
    },
    ended() {
      count.textContent = "You were signed out. Calls are not shown here.";
    },
  });
}
