"""A file in memory whose content can be read after it was closed."""

import io


class MemoryFile(io.BytesIO):
    def close(self):
        self.content = self.getvalue()
        super().close()
