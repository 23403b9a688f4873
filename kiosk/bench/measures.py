"""What the pages of figures cost with ten million check-ins of five years on a hundred wards, and how long a day's batches of three hundred tablets
take to open.

Counts are made as sorting leaves them: by week. So what is measured cannot grow with the number of answers, and `tenth` holds it to that: the same
page before nine tenths of them were there.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlalchemy import delete, insert, select, update

from kiosk import demo, envelope, records, wardpack, wire
from kiosk.bench.desks import DIFFERENT, Desk, desk, file_concerns, timed
from kiosk.bench.figures import Figure
from kiosk.bench.running import demo_folder
from kiosk.trust import keys, setup
from kiosk.trust.casework.clocks import today
from kiosk.trust.console.report_page import quarter_code
from kiosk.trust.measures import check_in_lines, concern_lines, release_lines, releases
from kiosk.trust.measures.check_in_lines import Counted
from kiosk.trust.measures.counting import PEOPLE
from kiosk.trust.measures.periods import monday, quarter
from kiosk.trust.measures.release_lines import WAIT_DAYS
from kiosk.trust.sorting import Sorter
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store

WARDS, YEARS, CHECK_INS = 100, 5, 10_000_000
GROUPS = {"patient": 0.6, "staff": 0.3, "visitor": 0.1}  # of the answers
QUESTIONS = {
    "safe": {"yes": 0.5, "mostly": 0.3, "unsure": 0.1, "not_really": 0.05, "no": 0.05},
    "tell": {"yes": 0.7, "unsure": 0.2, "no": 0.1},
    "change": {"better": 0.2, "same": 0.6, "worse": 0.2},
    "reasons": {f"r{number}": 0.1 for number in range(8)},
    "places": {f"p{number}": 0.1 for number in range(8)},
    "form": {"plain": 0.8, "easy": 0.2},
    "quick": {"yes": 0.02, "no": 0.98},
    "burst": {"yes": 0.01, "no": 0.99},
}
CONCERNS, CONCERN_DAYS = 1_000, 200
LOOKS = 6  # by readers, until all of these days are published
TABLETS, BATCHES_A_DAY, RUNS_A_DAY = 300, 96, 20
PART = TABLETS * BATCHES_A_DAY // RUNS_A_DAY  # batches that wait in one run
INFO = b"wardlight bench"
FRAME = "the console's page with the least on it"


def ward_page(runs: int, database: str = "") -> Figure:
    """Milliseconds for a ward's page of check-ins. `tenth`: with a tenth of the answers."""
    return _pages(f"/console/check-ins/{_ward(0)}", runs, database)


def trust_overview(runs: int, database: str = "") -> Figure:
    """Milliseconds for all wards beside each other. `tenth`: with a tenth of the answers."""
    return _pages("/console/overview", runs, database)


def quarterly_report(runs: int, database: str = "") -> Figure:
    """Milliseconds for a quarter's report from nothing: CONCERNS concerns counted, hidden and published, then the page, the PDF and the tables."""
    ours, floor = [], []

    def fill(prepared: demo.Demo) -> None:
        _fill(prepared, CHECK_INS)
        file_concerns(prepared, CONCERNS, CONCERN_DAYS)

    with desk(fill, database) as reader:
        code = quarter_code(quarter(quarter(today(time.time()) - timedelta(days=WAIT_DAYS)).starts - timedelta(days=1)))
        reader.page("/console/concerns")  # the first look at all of them is `inbox`
        for _ in range(runs):
            _forget(reader)
            ours.append(timed(lambda: _read_report(reader, code)))
            floor.append(reader.timed("/console/account"))
    return Figure("ms", ours, FRAME, floor)


def _read_report(reader: Desk, code: str) -> None:
    for _ in range(LOOKS):
        reader.page("/console/concerns")  # counts the next that is due
    for part in ("", "/pdf", "/csv"):
        reader.page(f"/console/report/{code}{part}")


def _forget(reader: Desk) -> None:
    """As if nothing of the concerns had been published."""
    with setup.opened(reader.prepared.settings) as (store, _), store.write() as connection:
        connection.execute(delete(tables.releases).where(tables.releases.c.subject == concern_lines.SUBJECT))


def _pages(path: str, runs: int, database: str) -> Figure:
    """A page with a tenth of the answers, then with all."""
    ours, floor, tenth = [], [], []
    with desk(lambda prepared: _fill(prepared, CHECK_INS // 10), database) as reader:
        tenth = [reader.timed(path) for _ in range(runs)]
        with setup.opened(reader.prepared.settings) as (store, _), store.write() as connection:
            weeks = tables.check_in_weeks
            connection.execute(update(weeks).values(answers=weeks.c.answers * 10))
        for _ in range(runs):
            ours.append(reader.timed(path))
            floor.append(reader.timed("/console/account"))
    return Figure("ms", ours, FRAME, floor, {"tenth": tenth})


def _ward(number: int) -> str:
    return f"ward{number:03}"


def _fill(prepared: demo.Demo, check_ins: int) -> None:
    """So many check-ins of YEARS years on WARDS wards, and what was published of their newest quarter."""
    chance = random.Random(1)  # noqa: S311 - a history that can be made again
    with setup.opened(prepared.settings) as (store, secret):
        with store.write() as connection:
            trust = keys.read_trust(connection)
            for number in range(WARDS):
                keys.add_ward(connection, secret, trust, _ward(number), f"Ward {number}", time.time())
        last = monday(today(time.time())) - 7
        weeks = range(last - 7 * 52 * YEARS, last, 7)
        for number in range(WARDS):
            rows = list(_weeks(chance, _ward(number), weeks, check_ins / WARDS / len(weeks)))
            with store.write() as connection:
                connection.execute(insert(tables.check_in_weeks), rows)
        _publish(store)


def _weeks(chance: random.Random, ward: str, weeks: range, a_week: float) -> Iterator[dict[str, object]]:
    """A ward's counts, as `counting` leaves them."""
    for week in weeks:
        for who, share in GROUPS.items():
            people = max(10, round(a_week * share * chance.uniform(0.8, 1.2)))
            key = {"ward": ward, "monday": week, "who": who, "questions": 1}
            for question, codes in QUESTIONS.items():
                yield key | {"question": question, "code": PEOPLE, "answers": people}
                for code, likely in codes.items():
                    answers = round(people * likely * chance.uniform(0.8, 1.2))
                    yield key | {"question": question, "code": code, "answers": answers}


def _publish(store: Store) -> None:
    """The newest quarter of every ward; all five years would come out one after another, as they did in five years."""
    now = today(time.time())
    period = quarter(quarter(now - timedelta(days=WAIT_DAYS)).starts - timedelta(days=1))
    weeks, made = tables.check_in_weeks.c, []
    chosen = select(weeks.who, weeks.questions, weeks.question, weeks.code, weeks.monday, weeks.answers)
    for number in range(WARDS):
        of_ward = chosen.where(weeks.ward == _ward(number), weeks.monday.in_(list(period.mondays)))
        with store.read() as connection:
            counted = [Counted(*row) for row in connection.execute(of_ward)]
        lines = {_ward(number): check_in_lines.lines(counted)}
        made += release_lines.make("everyone", check_in_lines.SUBJECT, period, now, lines, ())
    with store.write() as connection:
        releases.keep(connection, made)


# --- sorting -----------------------------------------------------------------------------------------------------


def open_a_day(runs: int, database: str = "") -> Figure:
    """Milliseconds to sort a twentieth of a day's batches of TABLETS tablets, in two processes, with the keys of WARDS wards."""
    ours, floor = [], []
    with demo_folder(database) as prepared, setup.opened(prepared.settings) as (store, secret):
        with store.write() as connection:
            trust = keys.read_trust(connection)
            for number in range(WARDS):
                keys.add_ward(connection, secret, trust, _ward(number), f"Ward {number}", time.time())
        slots = _slots(store, trust)
        sorter, key = Sorter(store, secret, time.time), envelope.PrivateKey.generate()
        sealed = envelope.seal_to(key.public, os.urandom(envelope.INNER_BYTES), INFO)
        for _ in range(runs):
            _wait(store, trust, slots)
            ours.append(timed(sorter.run))
            floor.append(timed(lambda: [key.open(sealed, INFO) for _ in range(PART * wire.SLOTS)]))
    return Figure("ms", ours, "as many seals of that size opened by HPKE, one after another", floor)


def _slots(store: Store, trust: keys.Trust) -> list[bytes]:
    """Slots of a ward: one check-in in ten, the rest chaff."""
    with store.read() as connection:
        signed = connection.execute(
            select(tables.pack_parts.c.signed).where(tables.pack_parts.c.name == "keys")
        ).scalars()
        pack = wardpack.verify_keys(wardpack.read_signed(next(iter(signed))), trust.root, trust.mode)
    check_ins = (
        records.CheckIn(id=os.urandom(16), ward=pack.ward, questions=1, who="patient", safe="yes")
        for _ in range(DIFFERENT // 10)
    )
    chaff = (envelope.seal_chaff(pack) for _ in range(DIFFERENT - DIFFERENT // 10))
    return [*(envelope.seal_check_in(each, pack) for each in check_ins), *chaff]


def _wait(store: Store, trust: keys.Trust, slots: Sequence[bytes]) -> None:
    """PART batches wait to be sorted."""
    chance, now = random.Random(2), tables.quarter_day(time.time())  # noqa: S311 - which slots stand together
    for start in range(0, PART, 48):
        batches = [
            wire.Batch(os.urandom(16), trust.mode, tuple(chance.sample(slots, wire.SLOTS)))
            for _ in range(min(48, PART - start))
        ]
        rows = [
            {"id": each.id, "sha256": bytes(32), "body": wire.encode_batch(each), "quarter_day": now}
            for each in batches
        ]
        with store.write() as connection:
            connection.execute(insert(tables.batches), rows)
