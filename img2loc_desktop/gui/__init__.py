"""The window: the only place with PySide6. It reaches inference only as a process."""
