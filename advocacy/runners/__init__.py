"""What keeps a programme at work: in this process, or under an engine that calls `Program.deliver`.

    who           what it does                                     what it relies on
    in_process    publishes and collects; any number of processes  the database alone (the default)
    celery        one message a share, a sweep behind              a host that runs Celery already
    dbos          one workflow a share, a sweep behind             PostgreSQL

An engine only wakes somebody up. Which share is sent, when, and whether again, is decided in the database.
"""
