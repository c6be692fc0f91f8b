"""The outbox: a message is a row, a letter, written in the transaction of the use case and sent later by a postman.

Features write by ``letters``. The ``postman`` is the worker: it claims the next letter (``claiming``, which asks
``triage``, ``recipient_order``, ``rate_limits`` and ``round_robin``), sends it (``delivery``, ``outcomes``) and records
the result (``results``). No letter is lost: it arrives, fails for good, or its fate is unknown.
"""
