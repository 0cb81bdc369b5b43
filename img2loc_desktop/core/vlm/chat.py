"""The model's chat template: what stands before and after the user's words."""

from __future__ import annotations

from dataclasses import dataclass

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.vlm.gguf import Header

# LLaVA-1.5 and 1.6 with Vicuna; their files often come without a template.
_VICUNA = (
    "A chat between a curious human and an artificial intelligence assistant. The assistant "
    "gives helpful, detailed, and polite answers to the human's questions. "
    "{% for message in messages %}USER: {{ message['content'] }} {% endfor %}ASSISTANT:"
)
_PLACEHOLDER = "\x02words\x03"  # contains what no template writes itself
_LONGEST_TEMPLATE = 100_000


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
    # Templates expect a list of parts or plain text; those for plain text print a list as it is.
    problems = []
    for content in ([{"type": "text", "text": _PLACEHOLDER}], _PLACEHOLDER):
        try:
            text = _render_content(template, content)
        except Exception as error:  # a template is a program of its author: anything can happen
            problems.append(str(error) or type(error).__name__)
            continue
        if text.count(_PLACEHOLDER) == 1 and "'type'" not in text:
            return text
    reason = problems[-1] if problems else "it does not contain the question exactly once"
    raise UserError(
        f"The chat template of {name} cannot be used: {reason[:200]}.",
        'Give another one as "chat_template" in the "vlm" section of manifest.json.',
    )


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
