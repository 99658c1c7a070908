"""Resources of django-import-export: which columns a sheet has, and how its lines become a plan."""

from typing import Any

from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.results import Result, RowResult
from tablib import Dataset

from scripts.models import Combo, Question, Topic
from scripts.services.sheets.checking import Checker, Rights
from scripts.services.sheets.columns import COLUMNS
from scripts.services.sheets.known import look_up
from scripts.services.sheets.line import FaultyLine
from scripts.services.sheets.plan import Change, Plan


class PlanResult(Result):
    """Keeps what is to be done and what is wrong, not one object for each of a hundred thousand lines."""

    def __init__(self) -> None:
        super().__init__()
        self.plan = Plan()

    def append_row_result(self, row_result: Any) -> None:
        """Counted already, and in the plan."""


class PlannedRow(RowResult):
    """The library's outcome of a line, light enough for many lines."""

    __slots__ = ("errors", "import_type", "validation_error")

    def __init__(self, import_type: str) -> None:
        self.import_type = import_type
        self.errors: list[Any] = []
        self.validation_error = None


class QuestionResource(ModelResource):
    """Questions. `import_data` only ever plans: `applying.apply_plan` does what a plan says."""

    topic = Field(attribute="topic__slug", column_name="topic")

    class Meta:
        model = Question
        fields = COLUMNS
        export_order = COLUMNS
        import_id_fields = ["key"]
        chunk_size = 2000

    @classmethod
    def get_result_class(cls) -> type[Result]:
        return PlanResult

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("topic")

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        return queryset.select_related("topic").defer("from_bank", "spoken_text")

    def import_data(self, dataset: Dataset, *, rights: Rights | None = None, **kwargs: Any) -> Any:
        """Plan the import of a dataset of `reading.read_sheet`.

        The library would write in a transaction and roll back: that would hold up every other writer meanwhile.
        """
        self.rights = rights or Rights()
        return self.import_data_inner(
            dataset, dry_run=True, raise_errors=True, using_transactions=False, collect_failed_rows=False
        )

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        texts = dataset["text"]
        keys = dataset["key"] if "key" in dataset.headers else [""] * len(texts)
        known = look_up(
            keys={key for key in keys if key},
            texts={text for key, text in zip(keys, texts, strict=True) if not key and text},
        )
        self.checker = Checker(known, self.rights)
        self.plan = Plan(stamp=known.stamp, topics={pk: slug for slug, pk in known.topics.items()})

    def _check_import_id_fields(self, headers: list[str]) -> None:
        """A sheet may lack the column `key`: then all its questions are found by their text."""

    def import_row(self, row: dict[str, Any], instance_loader: Any, **kwargs: Any) -> PlannedRow:
        """Check one line. The library's own way makes and copies an instance of the model for each."""
        try:
            change = self.checker.check(row)
        except FaultyLine as faulty:
            self.plan.faults += faulty.faults
            self.plan.faulty += 1
            return PlannedRow(RowResult.IMPORT_TYPE_INVALID)
        return PlannedRow(self._planned(change))

    def _planned(self, change: Change | None) -> str:
        if change is None:
            self.plan.same += 1
            return RowResult.IMPORT_TYPE_SKIP
        (self.plan.new if change.pk is None else self.plan.changed).append(change)
        return RowResult.IMPORT_TYPE_NEW if change.pk is None else RowResult.IMPORT_TYPE_UPDATE

    def after_import(self, dataset: Dataset, result: PlanResult, **kwargs: Any) -> None:
        result.plan = self.plan


class TopicResource(ModelResource):
    class Meta:
        model = Topic
        fields = ["slug", "category", "name_ko", "name_en", "position", "state"]
        export_order = fields


class ComboResource(ModelResource):
    """Combos, with the keys of their questions."""

    topic = Field(attribute="topic__slug", column_name="topic")
    first = Field(attribute="first__key", column_name="first")
    second = Field(attribute="second__key", column_name="second")
    third = Field(attribute="third__key", column_name="third")

    class Meta:
        model = Combo
        fields = ["key", "topic", "kind", "first", "second", "third", "state"]
        export_order = fields

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        return queryset.with_questions()
