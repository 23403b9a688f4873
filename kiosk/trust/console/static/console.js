// What every page does beyond HTML: the design system's own parts, and the warning before a session rests too long.
// Everything works without this file; it only adds.

import { initAll } from "./nhsuk/nhsuk-frontend.min.js";
import { tellSignedOut, watchRest } from "./rest.js";
import { watchSecurityKey } from "./security_key.js";
import { watchStrip } from "./strip.js";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();
if (document.body.dataset.restSeconds) watchRest(document.body);
else if (new URLSearchParams(location.search).has("left")) tellSignedOut();
watchSecurityKey(document.querySelector("[data-security-key]"), document.body);
watchStrip(document.querySelector("[data-calls-strip]"));
