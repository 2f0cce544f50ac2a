"""The way into the command: Ctrl-C ends it quietly even while its modules are being read."""

import signal
import sys


def main() -> int:
    """Run the command. Returns the exit status."""
    try:
        from app.main import main as command

        return command()
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        return 130


if __name__ == "__main__":
    sys.exit(main())
