"""What stops the program beside faults in the data; how each is said and which exit code it has is for the commands."""


class WrongUse(Exception):
    """What was asked for does not exist, or not in that form (exit 2)."""


class OtherVersion(Exception):
    """The published file lacks a table or a column that this version asks for."""


class Interrupted(Exception):
    """Ctrl-C where beginning again is not what to do (exit 130); the message says what is."""


class RunFailed(Exception):
    """A step of the job failed though the data had no faults (exit 3); the message is for the operator."""
