"""Google Cloud Speech-to-Text, version 1 (google-cloud-speech): for those who have an account and prefer its ear."""

from scripts.recognition.google.engine import GoogleRecognizer

__all__ = ["GoogleRecognizer"]
