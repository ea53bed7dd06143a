"""The feedback page: what people said of answers, what was answered from what, and what has become of it."""

from __future__ import annotations

from pathlib import Path

from starlette.datastructures import FormData, QueryParams

from assistant.feedback import FeedbackStore, State
from assistant.page.site import Section
from assistant.page.staff.parts import query, staff_section, templates, whole_number
from assistant.schema import Status
from index.errors import UserError

PATH = "/feedback"

STATES = {State.OPEN: "待处理", State.SETTLED: "已处理", State.QUESTION: "已转为评测题"}
STATUSES = {Status.ANSWERED: "作答", Status.CORRECTED: "纠正前提", Status.REFUSED: "拒答"}

_PER_PAGE = 50
_SAID = {"0": False, "1": True}


class FeedbackPage:
    """What the page shows and does.

    Args:
        store: Where feedback is kept.
        questions: Address of the page that makes an evaluation question out of ``?feedback=NUMBER``; empty: none.
    """

    def __init__(self, store: FeedbackStore, questions: str = "") -> None:
        self._store = store
        self._questions = questions
        self._templates = templates(Path(__file__).parent)

    def section(self) -> Section:
        """Return the page as a section of the site."""
        return staff_section(PATH, "反馈", self.shown, actions={"settle": self.settle})

    def shown(self, asked: QueryParams) -> str:
        """Return the list, or one word of feedback where the address names it."""
        if asked.get("id"):
            return self._templates.get_template("feedback_one.html").render(
                each=self._store.get(whole_number(asked["id"], "编号")),
                states=STATES,
                statuses=STATUSES,
                questions=self._questions,
                path=PATH,
            )
        said, state, words = asked.get("said", ""), asked.get("state", ""), asked.get("q", "").strip()
        found = self._store.list(_SAID.get(said), State(state) if state in set(State) else None, words)
        page = whole_number(asked.get("page", "1"), "页码")
        return self._templates.get_template("feedback.html").render(
            found=found[(page - 1) * _PER_PAGE : page * _PER_PAGE],
            count=len(found),
            page=page,
            pages=max(1, -(-len(found) // _PER_PAGE)),
            asked={"q": words, "said": said, "state": state},
            states=STATES,
            statuses=STATUSES,
        )

    def settle(self, form: FormData) -> str:
        """Say what has become of a word of feedback."""
        number, state = whole_number(str(form.get("id", "")), "编号"), str(form.get("state", ""))
        if state not in {State.OPEN, State.SETTLED}:
            raise UserError("只能标为待处理或已处理。")
        self._store.settle(self._store.get(number).id, State(state))
        return query(id=number)
