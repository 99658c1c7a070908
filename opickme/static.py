"""Static files with their hash in the name."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hash also the imports between our native ES modules, so that all of them can be cached for ever."""

    support_js_module_import_aggregation = True
    max_post_process_passes = 20
    """A pass for each step of the longest chain of imports; the default of five is made for style sheets."""

    def __init__(self, **options: Any) -> None:
        # Recordings are for our own user; these are for everybody, and a proxy that serves them is another user.
        super().__init__(file_permissions_mode=0o644, directory_permissions_mode=0o755, **options)
