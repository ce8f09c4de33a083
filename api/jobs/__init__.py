"""The clocks that act by themselves, as jobs on PostgreSQL: they act when something is due, survive a crash, and do nothing twice.

`clocks` says which there are and when each has to act next; `running` lets one act once and remembers how it went; `queue` plans the next
run of each in each community as a job of the library procrastinate; `worker` keeps planning and running in a thread of its own.
"""
