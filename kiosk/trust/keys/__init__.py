"""The trust's keys: root, online keys, reader groups and their members, and the keys part that the root signs.

| key                             | private half lies                                       | opens or signs                       |
| root (Ed25519)                  | offline with two holders; the demo's beside its database | the keys part                       |
| content and duty signers        | here, wrapped with the server secret                     | the other two parts                 |
| intake, statistics (per ward)   | here, wrapped; unwrapped by the sorting process alone     | outer seals; check-ins              |
| ward team, safeguarding, the two outside | here, sealed to each member's own key and to recovery | concerns, where their place is used |
| recovery                        | with three holders, any two of whom suffice              | every concern, and the keys of groups |

For: making, wrapping and finding keys. Not for: records (`envelope`), passphrases (`accounts`), the holders' files (`holders`).
"""

from kiosk.trust.keys.groups import (
    admit,
    group_members,
    key_set_members,
    new_group,
    newest_key_id,
    open_record,
    opened_groups,
    remove_member,
    stale_groups,
    titles,
)
from kiosk.trust.keys.history import GroupHistory, Signing, Version, key_history
from kiosk.trust.keys.kinds import KEY_SET, TRUST_WIDE, GroupKey, KeyFault, Random, Trust, read_trust, ward_group
from kiosk.trust.keys.online import SEALING, SIGNING, OnlinePurpose, SortingKeys, add_online_keys, sorting_keys
from kiosk.trust.keys.pack import (
    KEYS_LAST,
    add_ward,
    keys_to_sign,
    next_serial,
    sign_keys,
    sign_part,
    store_part,
    take_keys,
)
from kiosk.trust.keys.recovery import recovered_groups, recovery_key

__all__ = [
    "KEYS_LAST",
    "KEY_SET",
    "SEALING",
    "SIGNING",
    "TRUST_WIDE",
    "GroupHistory",
    "GroupKey",
    "KeyFault",
    "OnlinePurpose",
    "Random",
    "Signing",
    "SortingKeys",
    "Trust",
    "Version",
    "add_online_keys",
    "add_ward",
    "admit",
    "group_members",
    "key_history",
    "key_set_members",
    "keys_to_sign",
    "new_group",
    "newest_key_id",
    "next_serial",
    "open_record",
    "opened_groups",
    "read_trust",
    "recovered_groups",
    "recovery_key",
    "remove_member",
    "sign_keys",
    "sign_part",
    "sorting_keys",
    "stale_groups",
    "store_part",
    "take_keys",
    "titles",
    "ward_group",
]
