"""The demonstration: the whole service on one machine, with a shop's cases running through it.

Real servers, real messages, real money protocol; only the outside world is the sandbox's, and the waiting days are
jumped over. It is also the proof: every sample names its ending, and the sandbox's own books are the judge.
"""
