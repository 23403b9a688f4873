"""The pages that ward staff and reviewers use in a browser: sign in, concerns, staff calls, check-ins, tablets, accounts.

`routes.console_router()` is what the backend mounts. `access` decides who may, `rendering` makes pages, `wording` turns codes into words, and
each other module is one part of the menu. Nothing here holds a key beyond the request that needs it.
"""
