// Numbered snapshots of the staff calls, over server-sent events on the same origin. Whoever listens always knows how old the newest one is,
// and is told when it is too old to be called live. It reconnects by itself, with growing waits.

const STALE_MS = 6000; // the server sends one at least every 2 seconds
const WAITS_MS = [500, 1000, 2000, 4000, 8000];

export function listen(address, { snapshot, lost, ended }) {
  let source = null;
  let heard = null; // performance.now() of the newest snapshot
  let number = -1;
  let tries = 0;
  let isLost = false;
  let over = false;

  function connect() {
    if (over) return;
    source = new EventSource(address);
    number = -1; // a server that was restarted counts from the start
    source.addEventListener("snapshot", (event) => {
      const news = JSON.parse(event.data);
      if (news.number <= number) return;
      number = news.number;
      heard = performance.now();
      tries = 0;
      isLost = false;
      snapshot(news);
    });
    source.addEventListener("ended", () => {
      over = true;
      source.close();
      ended();
    });
    source.addEventListener("error", () => {
      source.close();
      source = null;
      setTimeout(connect, WAITS_MS[Math.min(tries++, WAITS_MS.length - 1)] * (0.75 + Math.random() / 2));
    });
  }

  const opened = performance.now();
  function look() {
    if (over) return;
    const age = performance.now() - (heard ?? opened);
    if (age > STALE_MS && !isLost) {
      isLost = true;
      // A connection that is open and silent is half dead: begin a new one.
      if (source && source.readyState === EventSource.OPEN) {
        source.close();
        connect();
      }
    }
    if (isLost) lost(heard === null ? null : age / 1000);
  }
  setInterval(look, 1000);
  // A browser slows the clocks of hidden pages: whoever comes back must not see a moment of the past.
  document.addEventListener("visibilitychange", look);
  connect();
  return { age: () => (heard === null ? null : (performance.now() - heard) / 1000) };
}
