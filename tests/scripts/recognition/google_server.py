"""A server that speaks the protocol of Google Cloud Speech v1 and does what a test tells it to."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent import futures
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import grpc
from google.cloud.speech_v1.types import cloud_speech
from google.longrunning import operations_pb2, operations_pb2_grpc
from google.rpc import status_pb2

Line = tuple[str, float, float]  # a word, its start and end in seconds


def results(*sentences: Iterable[Line], confidence: float = 0.9) -> list[cloud_speech.SpeechRecognitionResult]:
    """What the service answers: one result for each sentence."""
    return [
        cloud_speech.SpeechRecognitionResult(
            alternatives=[
                cloud_speech.SpeechRecognitionAlternative(
                    transcript=" ".join(word for word, _, _ in sentence),
                    confidence=confidence,
                    words=[
                        cloud_speech.WordInfo(
                            word=word,
                            start_time=timedelta(seconds=start),
                            end_time=timedelta(seconds=end),
                            confidence=confidence,
                        )
                        for word, start, end in sentence
                    ],
                )
            ]
        )
        for sentence in sentences
    ]


@dataclass
class Fault:
    """An error instead of an answer, or, with `hang`, none at all."""

    status: grpc.StatusCode = grpc.StatusCode.UNAVAILABLE
    hang: bool = False


@dataclass
class GoogleServer(operations_pb2_grpc.OperationsServicer):
    """Answers from `answers` in turn, the last one for ever; keeps what it was asked."""

    answers: list[Any] = field(default_factory=list)
    looks_until_done: int = 2
    stored: Mapping[str, bytes] = field(default_factory=dict)  # what is read at a gs:// address
    billed: float = 0.0
    operation_error: int = 0
    asked: list[Any] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    operations: dict[str, Any] = field(default_factory=dict)
    looks: dict[str, int] = field(default_factory=dict)
    address: str = ""
    stopped: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Listen on a free port: `address` says where."""
        self._server = grpc.server(futures.ThreadPoolExecutor(8))
        methods = {
            "Recognize": self._method(self.recognize, cloud_speech.RecognizeRequest),
            "LongRunningRecognize": self._method(self.long_running, cloud_speech.LongRunningRecognizeRequest),
        }
        handler = grpc.method_handlers_generic_handler("google.cloud.speech.v1.Speech", methods)
        self._server.add_generic_rpc_handlers((handler,))
        operations_pb2_grpc.add_OperationsServicer_to_server(self, self._server)
        port = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()
        self.address = f"127.0.0.1:{port}"

    def stop(self) -> None:
        self.stopped.set()
        self._server.stop(grace=None).wait()

    def recognize(self, request: Any, context: grpc.ServicerContext) -> bytes:
        answer = self._next("Recognize", request, context)
        return cloud_speech.RecognizeResponse.serialize(cloud_speech.RecognizeResponse(results=answer, **self._bill))

    def long_running(self, request: Any, context: grpc.ServicerContext) -> bytes:
        name = f"operations/{len(self.operations)}"
        self.operations[name] = self._next("LongRunningRecognize", request, context)
        return operations_pb2.Operation(name=name).SerializeToString()

    def GetOperation(self, request: Any, context: grpc.ServicerContext) -> operations_pb2.Operation:  # noqa: N802
        self.calls.append("GetOperation")
        self.looks[request.name] = self.looks.get(request.name, 0) + 1
        operation = operations_pb2.Operation(name=request.name)
        if self.looks[request.name] < self.looks_until_done:
            return operation
        operation.done = True
        if self.operation_error:
            operation.error.CopyFrom(status_pb2.Status(code=self.operation_error, message="told to"))
        else:
            found = cloud_speech.LongRunningRecognizeResponse(results=self.operations[request.name], **self._bill)
            operation.response.Pack(cloud_speech.LongRunningRecognizeResponse.pb(found))
        return operation

    def seconds_of(self, number: int) -> float:
        """How long the sound of request `number` lasts."""
        audio = self.asked[number].audio
        return len(self.stored[audio.uri] if audio.uri else audio.content) / 2 / 16_000

    @property
    def _bill(self) -> dict[str, timedelta]:
        return {"total_billed_time": timedelta(seconds=self.billed)} if self.billed else {}

    def _next(self, call: str, request: Any, context: grpc.ServicerContext) -> Any:
        self.calls.append(call)
        self.asked.append(request)
        audio = request.audio
        if audio.uri and audio.uri not in self.stored:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "The address does not exist.")
        if not audio.uri and self.seconds_of(-1) > 60:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "Inline audio exceeds duration limit.")
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Fault):
            if answer.hang:
                self.stopped.wait()
            context.abort(answer.status, "told to")
        return answer

    @staticmethod
    def _method(behaviour: Callable[..., bytes], request: Any) -> grpc.RpcMethodHandler:
        return grpc.unary_unary_rpc_method_handler(behaviour, request_deserializer=request.deserialize)


@contextmanager
def google_server() -> Iterator[GoogleServer]:
    """A server of the test's own."""
    served = GoogleServer()
    served.start()
    try:
        yield served
    finally:
        served.stop()
