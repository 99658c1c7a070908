"""Static files with their hash in the name."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hash also the imports between our native ES modules, so that all of them can be cached for ever."""

    support_js_module_import_aggregation = True
    max_post_process_passes = 20
    """A pass for each step of the longest chain of imports; the default of five is made for style sheets."""
