"""The model's chat template: what stands before and after the user's words."""

from __future__ import annotations

import contextlib
import functools
from dataclasses import dataclass
from multiprocessing.connection import Connection

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.vlm import children
from img2loc_desktop.core.vlm.gguf import Header

# LLaVA-1.5 and 1.6 with Vicuna; their files often come without a template.
_VICUNA = (
    "A chat between a curious human and an artificial intelligence assistant. The assistant "
    "gives helpful, detailed, and polite answers to the human's questions. "
    "{% for message in messages %}USER: {{ message['content'] }} {% endfor %}ASSISTANT:"
)
_PLACEHOLDER = "\x02words\x03"  # contains what no template writes itself
_LONGEST_TEMPLATE = 100_000
_LONGEST_TEXT = 100_000
_STARTING_SECONDS = 60.0  # of Python on a busy machine
_RENDERING_SECONDS = 5.0
_MEMORY = 1 << 30  # bytes, and so much less than would stop the machine
_ENDED = "it takes too long or too much memory"


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation's text around the user's words; both may name control tokens."""

    before: str
    after: str


def chat_of(model: Header, projector: str | None, override: str | None = None) -> Chat:
    """Render the pack's own template, else the GGUF's, else Vicuna's for a LLaVA pair.

    Raises UserError when there is none or when it cannot be rendered.
    """
    template = override or model.text("tokenizer.chat_template")
    if not template and projector == "mlp":
        template = _VICUNA
    if not template:
        raise UserError(
            f"{model.path.name} has no chat template: it cannot be asked questions.",
            'Choose an "instruct" or "it" version of the model, '
            'or give "chat_template" in the "vlm" section of manifest.json.',
        )
    text = _render(template, model.path.name)
    before, _, after = text.partition(_PLACEHOLDER)
    before = before.removeprefix(_first_token(model))  # the tokenizer adds it by itself
    if after.startswith(" ") and _adds_spaces(model):
        after = after[1:]
    return Chat(before, after)


def _render(template: str, name: str) -> str:
    if len(template) > _LONGEST_TEMPLATE:
        raise UserError(
            f"The chat template of {name} is longer than {_LONGEST_TEMPLATE:,} characters.",
            "Get the model from another source.",
        )
    text, reason = _rendered(template)
    if text is not None:
        return text
    raise UserError(
        f"The chat template of {name} cannot be used: {reason[:200]}.",
        'Give another one as "chat_template" in the "vlm" section of manifest.json.',
    )


@functools.lru_cache(maxsize=64)
def _rendered(template: str) -> tuple[str | None, str]:
    """The text, or None and the reason. A template is a program of its author, which may as
    well never end: it runs in a process of its own."""
    connection, process = children.start(_render_apart, template)
    try:
        if connection.poll(_STARTING_SECONDS):
            connection.recv()
        if connection.poll(_RENDERING_SECONDS):
            answer: tuple[str | None, str] = connection.recv()
            return answer
    except (EOFError, OSError):
        pass
    finally:
        connection.close()
        process.kill()
        process.join()
    return None, _ENDED


def _render_apart(connection: Connection, template: str) -> None:
    """In the other process: say that it has started, then what the template gives."""
    children.become_a_child()
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has no such limit
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    connection.send(None)
    connection.send(_render_either(template))


def _render_either(template: str) -> tuple[str | None, str]:
    # Templates expect a list of parts or plain text; those for plain text print a list as it is.
    problems = []
    for content in ([{"type": "text", "text": _PLACEHOLDER}], _PLACEHOLDER):
        try:
            text = _render_content(template, content)
        except Exception as error:  # anything can happen
            problems.append((str(error) or type(error).__name__)[:200])
            continue
        if len(text) > _LONGEST_TEXT:
            problems.append(f"it writes more than {_LONGEST_TEXT:,} characters")
        elif text.count(_PLACEHOLDER) == 1 and "'type'" not in text:
            return text, ""
    return None, problems[-1] if problems else "it does not contain the question exactly once"


def _render_content(template: str, content: object) -> str:
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # only needed with a model

    def refuse(message: str) -> None:
        raise ValueError(message)

    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # the text is for a language model, not for a browser
        extensions=["jinja2.ext.loopcontrols"],
    )
    return environment.from_string(template).render(
        messages=[{"role": "user", "content": content}],
        add_generation_prompt=True,
        bos_token="",
        eos_token="",
        raise_exception=refuse,
        strftime_now=lambda _format: "",  # the same photo gets the same prompt on every day
    )


def _first_token(model: Header) -> str:
    tokens, number = (
        model.values.get("tokenizer.ggml.tokens"),
        model.number("tokenizer.ggml.bos_token_id", -1),
    )
    if isinstance(tokens, tuple) and 0 <= number < len(tokens):
        return str(tokens[number])
    return ""


def _adds_spaces(model: Header) -> bool:
    """Whether the tokenizer writes a space of its own before each piece of text."""
    sentencepiece = model.text("tokenizer.ggml.model") == "llama"
    return bool(model.number("tokenizer.ggml.add_space_prefix", int(sentencepiece)))
