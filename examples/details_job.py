"""Read all conversations of a day with a job: submit it, wait for it, read its results.

Shows a long operation of the server, and pagination by cursor.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator

from genesys_cloud import GenesysCloud
from genesys_cloud.models import AnalyticsConversation, AsyncConversationQuery

Sleep = Callable[[float], object]


def conversations(
    client: GenesysCloud, interval: str, sleep: Sleep = time.sleep
) -> Iterator[AnalyticsConversation]:
    """Yield all conversations of an interval, which the server collects in a job."""
    query = AsyncConversationQuery(interval=interval)
    job = client.analytics.post_analytics_conversations_details_jobs(query)
    if job.job_id is None:
        raise RuntimeError("the server started no job")
    wait_for(client, job.job_id, sleep)
    yield from client.analytics.iter_analytics_conversations_details_job_results(
        job.job_id, page_size=1000
    )


def wait_for(client: GenesysCloud, job_id: str, sleep: Sleep) -> None:
    """Wait until a job is complete: 1 second at first, then up to 20.

    Raises:
        RuntimeError: The job failed, expired, or somebody cancelled it.
    """
    delay = 1.0
    while True:
        job = client.analytics.get_analytics_conversations_details_job(job_id)
        if job.state == "FULFILLED":
            return
        if job.state in {"FAILED", "CANCELLED", "EXPIRED"}:
            raise RuntimeError(f"job {job_id} {job.state}: {job.error_message}")
        sleep(delay)
        delay = min(delay * 1.5, 20.0)


def main() -> None:
    """Print the conversations of a day, such as 2026-01-31."""
    day = sys.argv[1]
    with GenesysCloud() as client:
        for one in conversations(client, f"{day}T00:00:00Z/P1D"):
            print(one.conversation_id, one.conversation_start)


if __name__ == "__main__":
    main()
