"""The packaged ``img2loc``: the terminal, and the worker of both programs."""

import multiprocessing
import sys

if __name__ == "__main__":
    multiprocessing.freeze_support()  # the multimodal model's process is this program again
    from img2loc_desktop.core import paths

    if sys.argv[1:] == [paths.WORKER]:
        from img2loc_desktop import worker

        sys.exit(worker.main())
    from img2loc_desktop.__main__ import command

    command()
