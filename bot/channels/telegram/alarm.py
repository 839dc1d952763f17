"""What goes wrong between Telegram and us, and the cures."""

from __future__ import annotations

from datetime import timedelta

from bot.channels.alarm import Alarm, NoteAlarm, ignore_alarm
from bot.channels.telegram.api import Refusal, Unreachable

UPDATES_KEPT = timedelta(hours=24)  # how long Telegram keeps updates that nobody fetches
ALARM_CURES = {
    "token": "Telegram refuses the token. Ask @BotFather for a new one and put it into PASSERELLE_TELEGRAM_TOKEN.",
    "conflict": "Another program asks for this bot's updates. Stop it; if you know of none, let @BotFather revoke the "
    "token, because someone else has it.",
    "webhook": "A webhook is set, so polling gets nothing. If you did not set it, let @BotFather revoke the token.",
    "foreign": "Telegram was told to bring the updates to another address; ours is set again. If you changed it, all "
    "is well; if not, let @BotFather revoke the token, because someone else has it.",
    "address": "Telegram refuses PASSERELLE_WEBHOOK_URL. It must be reachable from outside by https, with a valid "
    "certificate, on port 443, 80, 88 or 8443.",
    "undelivered": "Telegram cannot bring updates to PASSERELLE_WEBHOOK_URL and keeps them for 24 hours. Check the "
    "address, its certificate and the proxy.",
    "refused": "Telegram refuses what we ask.",
    "unreachable": "Telegram cannot be reached. Check the network and PASSERELLE_TELEGRAM_API.",
    "store": "The database refuses the updates. They stay with Telegram. See `passerelle doctor`.",
    "gap": "Telegram keeps updates for 24 hours only: who wrote before that was not heard. Tell the coordinators.",
}
GRAVE_ALARMS = frozenset(ALARM_CURES) - {"refused", "unreachable", "store"}  # worth a line for `doctor`


def alarm_at(place: str, note: NoteAlarm = ignore_alarm) -> Alarm:
    """The alarm of one way in, by its name in the log."""
    return Alarm(place, ALARM_CURES, GRAVE_ALARMS, note)


def alarm_of_error(error: Exception) -> str:
    """Which alarm an error of the Bot API is."""
    if not isinstance(error, Refusal):
        return "unreachable" if isinstance(error, Unreachable) else "store"
    if error.code == 409:
        return "webhook" if "webhook" in error.description.lower() else "conflict"
    return "token" if error.code in (401, 404) else "unreachable" if error.code >= 500 else "refused"
