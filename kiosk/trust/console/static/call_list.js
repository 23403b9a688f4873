// A list of staff calls on a page: drawn from snapshots, and "shown" is said to the ward system only once a call really is on a visible page.

export class CallList {
  // list: the <ul>. template: of one line. offer(item, call): shows what may be done about a call in its line. arrived(calls): new ones that wait for somebody.
  // say(path): a POST for a call, as a promise of its answer.
  constructor({ list, template, offer, arrived, say }) {
    Object.assign(this, { list, template, offer, arrived, say });
    this.confirmed = new Set(); // calls that this page has told the ward system about
    this.newest = [];
    this.drawnBefore = false;
    document.addEventListener("visibilitychange", () => this.confirmShown());
  }

  draw(calls) {
    this.newest = calls;
    const held = new Map([...this.list.children].map((item) => [item.dataset.call, item]));
    const arrived = [];
    let last = null;
    for (const call of calls) {
      let item = held.get(call.id);
      held.delete(call.id);
      const isNew = !item;
      item ??= document.importNode(this.template, true);
      if (isNew && call.waiting) arrived.push(call);
      item.dataset.call = call.id;
      item.className = `call call--${call.tone}`;
      if (isNew && this.drawnBefore) item.classList.add("call--new");
      write(item.querySelector(".call__place"), call.place);
      write(item.querySelector("[data-state]"), call.state);
      write(item.querySelector("[data-age]"), call.age);
      const added = item.querySelector("[data-added]");
      added.hidden = !call.added;
      write(added, call.added);
      const escalated = item.querySelector("[data-escalated]");
      escalated.hidden = !call.escalated;
      write(escalated, ` · ${call.escalated}`);
      this.offer(item, call);
      const next = last ? last.nextElementSibling : this.list.firstElementChild;
      if (next !== item) this.list.insertBefore(item, next);
      last = item;
    }
    for (const item of held.values()) item.remove();
    if (arrived.length) this.arrived(arrived);
    this.drawnBefore = true;
    this.confirmShown();
  }

  // "Shown" is a promise to a frightened person. It is made only when the page is visible, the line's place can be read on it without scrolling, and
  // the browser has drawn two frames since.
  confirmShown() {
    if (document.visibilityState !== "visible") return;
    requestAnimationFrame(() => requestAnimationFrame(async () => {
      for (const call of this.newest) {
        if (!call.wants_shown || this.confirmed.has(call.id) || document.visibilityState !== "visible") continue;
        const place = this.list.querySelector(`[data-call="${CSS.escape(call.id)}"] .call__place`);
        if (!place?.checkVisibility() || !onGlass(place)) continue;
        this.confirmed.add(call.id);
        const answer = await this.say(`${call.id}/shown`).catch(() => null);
        if (!answer?.ok) this.confirmed.delete(call.id); // the next snapshot tries again
      }
    }));
  }
}

function onGlass(node) {
  const { top, bottom, height } = node.getBoundingClientRect();
  return height > 0 && top >= 0 && bottom <= innerHeight;
}

// Which steps may be taken for a call now.
export function steps(call) {
  return { accept: call.may_accept, attended: call.may_attend, "hand-over": call.may_attend, added: call.may_read, reset: call.may_reset };
}

// Only where it changes: text that is replaced between press and release takes the click with it.
export function write(node, words) {
  if (node.textContent !== words) node.textContent = words;
}
