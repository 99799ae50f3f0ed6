"""The intake: what waits in the inbox becomes events, or is refused with a reason. For the worker alone."""
