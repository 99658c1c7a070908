"""Time and memory of a sheet's dry run and import, at 1,000, 10,000 and 100,000 lines; and what the export takes.

Each size is measured in a process of its own: the most memory that one ever took is all that a system tells.
"""

import csv
import io
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks import project

SIZES = [1_000, 10_000, 100_000]
WORDS = ["park", "friend", "morning", "river", "quiet", "usually", "describe", "people", "always", "music", "family"]


def measure() -> dict[str, Any]:
    sizes = {}
    for size in SIZES:
        command = [sys.executable, "-m", "benchmarks.sheets", str(size)]
        env = {name: value for name, value in os.environ.items() if name != "DATA_DIR"}
        sizes[str(size)] = json.loads(subprocess.check_output(command, text=True, env=env).splitlines()[-1])
    return {"lines": sizes}


def measure_one(size: int) -> dict[str, Any]:
    """The figures of one sheet of new questions beside the whole bank."""
    project.setup()
    from django.core.files.base import ContentFile
    from django.core.management import call_command

    from accounts.models import User
    from scripts.models import Question
    from scripts.services.bank import load_bank
    from scripts.services.sheets import importing
    from scripts.services.sheets.checking import Rights
    from scripts.services.sheets.resources import QuestionResource
    from scripts.services.sheets.writing import HarmlessCsv, HarmlessXlsx

    call_command("migrate", verbosity=0)
    load_bank()
    user = User.objects.create_user("bench", "bench@example.com", "correct-horse-battery", nickname="Bench")
    data = sheet(size)
    before = peak_mb()
    figures: dict[str, Any] = {"megabytes": round(len(data) / 1e6, 1), "peak_mb_before": before}
    figures["dry_run_s"], plan = timed(lambda: importing.plan_import(data=data, rights=Rights()))
    assert (len(plan.new), plan.faulty) == (size, 0)
    figures["dry_run_peak_mb"] = peak_mb()
    token = importing.keep_sheet(content=ContentFile(data), user=user)
    shown = plan.fingerprint()
    del plan
    told = {"token": token, "file_name": "bench.csv", "shown": shown, "without_faulty": False}
    figures["import_s"], done = timed(lambda: importing.import_sheet(**told, user=user, rights=Rights()))
    assert done.new == size
    figures["import_peak_mb"] = peak_mb()
    figures["dry_run_again_s"], plan = timed(lambda: importing.plan_import(data=data, rights=Rights()))
    assert plan.same == size
    exported = Question.objects.order_by("pk")[:20_000]
    for file_format in (HarmlessCsv(), HarmlessXlsx()):
        name = f"export_{file_format.get_extension()}_s"
        figures[name], _out = timed(lambda f=file_format: f.export_data(QuestionResource().export(exported)))
    figures["exported"] = len(exported)
    return figures


def sheet(size: int) -> bytes:
    """A sheet of lines as long as those of the bank, no two texts the same."""
    chance = random.Random(1)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["key", "topic", "level", "type", "difficulty", "text", "text_ko", "hint", "hint_ko", "source"])
    korean = "공원에서 보통 무엇을 하는지 처음부터 끝까지 말씀해 주세요. "
    for number in range(size):
        text = f"{' '.join(chance.choices(WORDS, k=28))} number {number}?"
        writer.writerow(
            [f"bench-{number}", "parks", "IM", "T06", 3, text, korean, "Say what.", "무엇을 하는지", "bench"]
        )
    return out.getvalue().encode("utf-8-sig")


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = act()
    return round(time.perf_counter() - start, 2), result


def peak_mb() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    print(json.dumps(measure_one(int(sys.argv[1]))))
