// The end of a session by rest: two minutes' warning (WCAG 2.2.1), then the page goes, so that nothing stays readable on a screen.
// The server ends the session by its own clock; this only keeps the page honest about it.

const WARNING_SECONDS = 120;

export function watchRest(body) {
  const home = "/console";
  const seconds = Number(body.dataset.restSeconds);
  const warning = document.getElementById("rest-warning");
  const stay = document.getElementById("rest-stay");
  const words = document.getElementById("rest-text");
  let restsAt = Date.now() + seconds * 1000;
  let before = null;

  let leaving = false;

  function leave() {
    if (leaving) return; // asked for once: a second time would begin the way to the next page anew, on a slow network for ever
    leaving = true;
    // The page is emptied before the next one loads: without a network it must not stay on the screen.
    document.getElementById("maincontent").replaceChildren();
    location.replace(`${home}/sign-in?rested=1`);
  }

  function look() {
    const left = Math.round((restsAt - Date.now()) / 1000);
    if (left <= 0) return leave();
    if (left <= WARNING_SECONDS && warning.hidden) {
      before = document.activeElement;
      warning.hidden = false;
      words.textContent = "You will be signed out in 2 minutes, so that nobody else can read this.";
      stay.focus();
    }
  }

  stay.addEventListener("click", async () => {
    const answer = await fetch(`${home}/stay`, { method: "POST", headers: { "x-csrf-token": body.dataset.csrf } }).catch(() => null);
    if (!answer) {
      words.textContent = "The ward system did not answer. Try again.";
      return;
    }
    if (!answer.ok) return leave();
    restsAt = Date.now() + Number((await answer.json()).rest_seconds) * 1000;
    warning.hidden = true;
    before?.focus();
  });
  setInterval(look, 1000);
  // A machine that slept, or a page from the back/forward cache, looks at once.
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}
