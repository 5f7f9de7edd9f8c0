"""Whose turn it is: while others wait, a company that has a job running waits until it is done.

The queue hands out jobs by priority and age. Somebody's ten thousand jobs would then stand before everybody
else's one. So the oldest job of a company without a running one comes first; is there none, everything is as
it was. The function is procrastinate's own otherwise, as of the version that the locked requirements name.
"""

from django.db import migrations

_FREE = """
                AND NOT EXISTS (
                    SELECT 1
                        FROM procrastinate_jobs AS running
                        WHERE running.status = 'doing'
                          AND running.worker_id IS NOT NULL
                          AND running.args ->> 'company_id' = jobs.args ->> 'company_id'
                )"""
_CANDIDATE = """
    WITH candidate AS (
        SELECT jobs.*
            FROM procrastinate_jobs AS jobs
            WHERE
                -- reject the job if its lock has earlier or higher priority jobs
                NOT EXISTS (
                    SELECT 1
                        FROM procrastinate_jobs AS other_jobs
                        WHERE
                            jobs.lock IS NOT NULL
                            AND other_jobs.lock = jobs.lock
                            AND (
                                other_jobs.status = 'doing'
                                OR
                                (
                                    other_jobs.status = 'todo'
                                    AND (
                                        other_jobs.priority > jobs.priority
                                        OR (
                                        other_jobs.priority = jobs.priority
                                        AND other_jobs.id < jobs.id
                                        )
                                    )
                                )
                            )
                )
                AND jobs.status = 'todo'
                AND (target_queue_names IS NULL OR jobs.queue_name = ANY( target_queue_names ))
                AND (jobs.scheduled_at IS NULL OR jobs.scheduled_at <= now()){free}
            ORDER BY jobs.priority DESC, jobs.id ASC LIMIT 1
            FOR UPDATE OF jobs SKIP LOCKED
    )
    UPDATE procrastinate_jobs
        SET status = 'doing', worker_id = p_worker_id
        FROM candidate
        WHERE procrastinate_jobs.id = candidate.id
        RETURNING procrastinate_jobs.* INTO found_jobs;
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint)
RETURNS procrastinate_jobs LANGUAGE plpgsql AS $$
DECLARE
    found_jobs procrastinate_jobs;
BEGIN{first}{then}
    RETURN found_jobs;
END;
$$;
"""
_PLAIN = _CANDIDATE.format(free="")
FAIR = _FUNCTION.format(
    first=_CANDIDATE.format(free=_FREE),
    then=f"    IF found_jobs.id IS NULL THEN{_PLAIN}    END IF;\n",
)
AS_IT_WAS = _FUNCTION.format(first=_PLAIN, then="")


class Migration(migrations.Migration):
    dependencies = [("ops", "0004_ledger"), ("procrastinate", "0041_post_retry_failed_job")]
    operations = [migrations.RunSQL(FAIR, AS_IT_WAS)]
