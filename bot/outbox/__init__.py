"""The outbox: a message is a row, a letter, written in the transaction of the use case and sent later by a postman.

Features write by ``letters``. The ``postman`` is the worker: it asks ``round_robin`` whose turn it is, claims the next
batch of letters (``claiming``: ``triage`` says what each waits for and asks ``recipient_order``; ``rate_limits`` count
its calls), sends them (``delivery``, ``call_results``), and has the ``recorder`` record their ``results``. No letter is
lost: it arrives, fails for good, or its fate is unknown. Queue: the waiting letters of one workspace, ``waits_for`` and
urgency. Batch: letters of one workspace and urgency that are claimed in one transaction, and recorded in another.
"""
