// The end of a session by rest: two minutes' warning (WCAG 2.2.1), then the page goes, so that nothing stays readable on a screen.
// The server ends the session by its own clock; this only keeps the page honest about it. Pages of one session tell each other how long it lasts:
// whoever reads in one tab is not thrown out of a form in another.

const WARNING_SECONDS = 120;
const pages = new BroadcastChannel("wardlight rest");

function within(seconds) {
  return seconds > 60 ? `in ${Math.ceil(seconds / 60)} minutes` : "in less than a minute";
}

// The page after signing out: what other tabs still show goes.
export function tellSignedOut() {
  pages.postMessage({ session: "", seconds: 0 });
}

export function watchRest(body) {
  const home = "/console";
  const session = body.dataset.csrf; // the same on all pages of a session, and on no other's
  const warning = document.getElementById("rest-warning");
  const stay = document.getElementById("rest-stay");
  const words = document.getElementById("rest-text");
  let restsAt = 0;
  let before = null;
  let leaving = false;

  function leave(why) {
    if (leaving) return; // asked for once: a second time would begin the way to the next page anew, on a slow network for ever
    leaving = true;
    // The page is emptied before the next one loads: without a network it must not stay on the screen.
    document.getElementById("maincontent").replaceChildren();
    location.replace(`${home}/sign-in?${why}=1`);
  }

  function left() {
    return Math.round((restsAt - Date.now()) / 1000);
  }

  function lasts(seconds) {
    restsAt = Math.max(restsAt, Date.now() + seconds * 1000);
    if (left() <= WARNING_SECONDS || warning.hidden) return;
    warning.hidden = true;
    before?.focus();
  }

  function look() {
    if (left() <= 0) return leave("rested");
    if (left() <= WARNING_SECONDS && warning.hidden) {
      before = document.activeElement;
      warning.hidden = false;
      words.textContent = `You will be signed out ${within(left())}, so that nobody else can read this.`;
      stay.focus();
    }
  }

  stay.addEventListener("click", async () => {
    const answer = await fetch(`${home}/stay`, { method: "POST", headers: { "x-csrf-token": session } }).catch(() => null);
    if (!answer) {
      words.textContent = "The ward system did not answer. Try again.";
      return;
    }
    if (!answer.ok) return leave("rested");
    const seconds = Number((await answer.json()).rest_seconds);
    lasts(seconds);
    pages.postMessage({ session, seconds });
    if (!warning.hidden) words.textContent = `Nobody stays signed in for more than 8 hours. Save what you have: you will be signed out ${within(left())}.`;
  });
  pages.addEventListener("message", ({ data }) => {
    if (data.session === session) lasts(data.seconds);
    else leave("left"); // somebody signed out or in here after this page was opened: its session is over
  });
  lasts(Number(body.dataset.restSeconds));
  pages.postMessage({ session, seconds: Number(body.dataset.restSeconds) });
  setInterval(look, 1000);
  // A machine that slept, or a page from the back/forward cache, looks at once.
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}
