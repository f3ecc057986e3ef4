"""The exchange's side of every push protocol: who is connected, what they subscribe to, and what each topic says of the state.

Pure: texts go in and out through functions that were given, time is an argument in nanoseconds.
"""

from .audience import Connection as Connection
from .hub import Hub as Hub
