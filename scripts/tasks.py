"""What can be queued. A task only wakes a worker: the truth is the row. The work itself is in jobs.py."""

from django_tasks import task

RECOGNITION = "recognition"
SPEECH = "speech"


@task(queue_name=RECOGNITION)
def recognize_script(script_id: int) -> None:
    """Write down the words of a script, if it still waits for that."""
    from scripts import jobs

    jobs.recognize(script_id=script_id)


@task(queue_name=SPEECH)
def speak_question(question_id: int) -> None:
    """Make the audio of a question, if its text is not spoken yet."""
    from scripts import jobs

    jobs.speak(question_id=question_id)
