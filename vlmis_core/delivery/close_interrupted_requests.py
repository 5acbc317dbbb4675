"""Write the end of requests whose sender was killed."""

from vlmis_core.database import Database
from vlmis_core.messages import message


def close_interrupted_requests(database: Database, data_set_uid: str) -> None:
    """Note of requests without an end that nobody knows what they did.

    Only for who holds the sender's lock of the data set: a request may have no end yet because it
    is being sent.
    """
    with database.transaction() as tx:
        tx.run(
            "delivery/close_interrupted_requests",
            data_set_uid=data_set_uid,
            finding=message("sender_was_interrupted"),
        )
