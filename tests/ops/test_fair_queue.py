"""One company's thousand jobs do not stand before another's one."""

from django.db import connection

from tests.cast import Cast

FETCH = "SELECT (f).id, (f).args ->> 'company_id' FROM procrastinate_fetch_job_v2(ARRAY['fair'], %s) f"


def worker() -> int:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        (made,) = cursor.fetchone() or (0,)
    return int(made)


def queued(*companies: int | None, priority: int = 0, lock: str | None = None) -> None:
    with connection.cursor() as cursor:
        for company in companies:
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, args)"
                " VALUES ('fair', 'nichts', %s, %s,"
                " jsonb_strip_nulls(jsonb_build_object('company_id', %s::bigint)))",
                [priority, lock, company],
            )


def fetched(by: int) -> tuple[int | None, str | None]:
    with connection.cursor() as cursor:
        cursor.execute(FETCH, [by])
        return cursor.fetchone() or (None, None)


def done(job: int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job])


def test_who_has_a_job_running_waits_while_others_wait(world: Cast) -> None:
    one, two = worker(), worker()
    queued(*[7] * 20, 8, 9)
    first, whose = fetched(one)
    assert whose == "7"
    assert fetched(two)[1] == "8", "not the second of twenty"
    done(first)
    again, whose = fetched(one)
    assert whose == "7", "its turn again: the oldest of those who have none running"
    done(again)
    assert fetched(one)[1] == "7"


def test_nobody_rests_while_there_is_work(world: Cast) -> None:
    one, two = worker(), worker()
    queued(7, 7)
    assert fetched(one)[1] == "7"
    assert fetched(two)[1] == "7"
    assert fetched(two)[0] is None


def test_what_belongs_to_nobody_waits_for_nobody(world: Cast) -> None:
    one, two = worker(), worker()
    queued(7, 7, None, None)
    assert [fetched(one)[1], fetched(two)[1], fetched(two)[1], fetched(two)[1]] == ["7", None, None, "7"]


def test_urgency_and_locks_count_as_before(world: Cast) -> None:
    one, two = worker(), worker()
    queued(7)
    queued(8, priority=5)
    assert fetched(one)[1] == "8"
    queued(9, 9, lock="einzeln")
    assert fetched(two)[1] == "7"
    assert fetched(two)[1] == "9"
    assert fetched(two)[0] is None, "the other one shares the lock of one that is running"
