"""What a reader can do with a case, each as one form: its fields, and how they become an event. Pure: the page is `case_pages`, the rules are
`rules`.

An act says when it is offered; whether it may be written is decided again, by the rules, when it is written.
"""

from __future__ import annotations

from kiosk.trust.console.acts import afterwards, conflicts, doing, on_record
from kiosk.trust.console.acts.act import Act

ACTS: dict[str, Act] = {act.slug: act for act in (*on_record.ACTS, *doing.ACTS, *conflicts.ACTS, *afterwards.ACTS)}
"""By slug, in the order in which a page offers them."""
