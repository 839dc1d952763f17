"""What the product does, a room for each: every feature hands the kernel one object with all its parts.

This list is the only place that names them all. The order is that in which they hear an event before its turn.
"""

from bot.features import areas, contacts, danger, life_map, papers, receipt, tension
from bot.features.desk import feature as desk
from bot.features.oversight import feature as oversight
from bot.features.own_data import feature as own_data
from bot.features.signal import feature as signal
from bot.features.staff import feature as staff
from bot.intake.feature import Features

SIGNAL_KINDS = {tension.TENSION_TALK: tension.TENSION_KIND}  # of signals, beside those about a person

FEATURES = Features(
    (
        *(areas.FEATURE, contacts.FEATURE, danger.FEATURE, papers.FEATURE, life_map.FEATURE, tension.FEATURE),
        *(signal.signal_feature(SIGNAL_KINDS), staff.FEATURE, oversight.FEATURE, desk.desk_feature(SIGNAL_KINDS)),
        *(receipt.FEATURE, own_data.FEATURE),
    )
)
FEATURES.hand_in()
