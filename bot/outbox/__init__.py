"""The outbox: a message is a row, a letter, written in the transaction of the use case and sent later by a postman.

Features write by ``letters``. The ``postman`` is the worker: it asks ``round_robin`` whose turn it is, claims the next
letter (``claiming``, which asks ``triage`` and ``rate_limits``; ``triage`` asks ``recipient_order``), sends it
(``delivery``, ``call_results``) and records the result (``results``). No letter is lost: it arrives, fails for good, or
its fate is unknown. Queue: the waiting letters of one workspace, ``waits_for`` and urgency; head: its first.
"""
