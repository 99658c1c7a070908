"""All checks, in the order in which an operator mends: what others depend on comes first."""

from opickme.doctor import database, places, security, turn, work
from opickme.doctor.findings import Check

CHECKS: dict[str, Check] = {
    "settings": security.check_settings,
    "database": database.check_database,
    "migrations": database.check_migrations,
    "clock": database.check_clock,
    "redis": places.check_redis,
    "storage": places.check_storage,
    "disk": places.check_disk,
    "workers": work.check_workers,
    "queue": work.check_queue,
    "recognition": work.check_recognition,
    "voice": work.check_voice,
    "turn": turn.check_turn,
    "mail": places.check_mail,
}
ONLY_ASKED: dict[str, Check] = {"own-worker": work.check_own_worker}
"""What is not true of every machine."""
