"""Word error rate and speed of the default recogniser on each real answer, decoding in the jail included."""

import time
from typing import Any

from benchmarks import corpus, project


def measure() -> dict[str, Any]:
    project.setup()
    from scripts.audio import jail
    from scripts.recognition import get_recognizer

    recognizer = get_recognizer()
    recognizer.warm()
    files: dict[str, Any] = {}
    errors = words = 0
    audio = spent = 0.0
    for name, path, said in corpus.answers():
        start = time.perf_counter()
        pcm = jail.decode(path, max_seconds=900)
        decoded = time.perf_counter()
        transcript = recognizer.recognize(pcm)
        done = time.perf_counter()
        result = corpus.word_errors(said, transcript.text)
        seconds = len(pcm) / 16_000
        errors += result.substitutions + result.deletions + result.insertions
        words += result.substitutions + result.deletions + result.hits
        audio, spent = audio + seconds, spent + done - start
        files[name] = {
            "audio_seconds": round(seconds, 1),
            "word_error_rate": round(result.wer, 3),
            "decode_seconds": round(decoded - start, 3),
            "recognize_seconds": round(done - decoded, 3),
            "of_audio": round((done - start) / seconds, 4),
        }
    return {
        "engine": transcript.engine,
        "files": files,
        "word_error_rate_mean": round(sum(f["word_error_rate"] for f in files.values()) / len(files), 3),
        "word_error_rate_all_words": round(errors / words, 3),
        "recognised_seconds_per_second": round(audio / spent, 2),
        "of_audio": round(spent / audio, 4),
    }
