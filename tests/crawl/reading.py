"""Turn a page into the text that a person perceives: words, headings, links, form controls, what is read aloud.

Class names, ids, names of fields and hidden inputs are left out, so that code may be renamed and templates be indented
anew. Whitespace counts between words alone: between two elements in a line it does not.
"""

import json
import re

from tests.support.markup import Element, parse

INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "br",
        "button",
        "cite",
        "code",
        "data",
        "dfn",
        "em",
        "i",
        "img",
        "input",
        "kbd",
        "label",
        "mark",
        "meter",
        "output",
        "progress",
        "q",
        "s",
        "samp",
        "select",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "svg",
        "textarea",
        "time",
        "u",
        "var",
        "wbr",
        "del",
        "ins",
        "path",
        "use",
        "g",
        "circle",
        "rect",
        "line",
        "polyline",
        "title",
    ]
)
SKIPPED = frozenset(["script", "style", "link", "meta", "base", "noscript"])
SKIPPED_IN_SVG = frozenset(["path", "use", "g", "circle", "rect", "line", "polyline", "defs"])
STATES = (
    "aria-current",
    "aria-expanded",
    "aria-pressed",
    "aria-selected",
    "aria-sort",
    "aria-invalid",
    "aria-live",
    "role",
    "lang",
    "dir",
)
LIMITS = (
    "min",
    "max",
    "step",
    "maxlength",
    "minlength",
    "pattern",
    "inputmode",
    "autocomplete",
    "placeholder",
    "accept",
)
BREAK, GAP = "\n", "\x00"  # GAP is the place between two elements in a line, whether there is whitespace or not


def read_page(html: str, with_targets: bool) -> dict[str, str]:
    """Return the parts of a page by their name: "head", "frame" (what surrounds the main part) and "main"."""
    return Reader(parse(html), with_targets).read()


class Reader:
    """Reads one page. `with_targets` says whether the addresses of links are read too."""

    def __init__(self, root: Element, with_targets: bool):
        self.root = root
        self.with_targets = with_targets
        self.by_id = {}
        self.labels = {}
        self.lists_of_options = {}
        for element in root:
            if element.get("id"):
                self.by_id.setdefault(element["id"], element)
            if element.tag == "label" and element.get("for"):
                self.labels.setdefault(element["for"], []).append(element)

    def read(self):
        main = self._main()
        frame = tidy(self._inside(self._body(), skip=main)) if main else ""
        return {"head": self._head(), "frame": frame, "main": tidy(self._inside(main or self._body()))}

    def _body(self):
        return (self.root.all("body") or [self.root])[0]

    def _main(self):
        return next(iter(self.root.all("main")), None)

    def _head(self):
        html = next(iter(self.root.all("html")), Element("html"))
        lines = [f"lang={html.get('lang')} dir={html.get('dir')}"]
        lines += [f"title: {' '.join(each.text.split())}" for each in self.root.all("title") if not _in_svg(each)]
        if self.with_targets:
            for each in self.root.all("meta"):
                name = each.get("name") or each.get("property")
                if name and name != "viewport":
                    lines.append(f"meta {name}: {each.get('content')}")
            for each in self.root.all("link"):
                if each.get("rel") in ("canonical", "alternate"):
                    words = [each.get(name) for name in ("rel", "type", "hreflang", "title", "href")]
                    lines.append("link " + " ".join(filter(None, words)))
            for each in self.root.all("script", type="application/ld+json"):
                lines.append("structured data: " + json.dumps(json.loads(each.text), ensure_ascii=False, indent=1))
        return "\n".join(lines)

    def _inside(self, element, skip=None):
        parts = []
        before = None
        for child in element.children:
            if child is skip:
                parts.append(f"{BREAK}(main){BREAK}")
            elif isinstance(child, str):
                if child.strip():
                    before = child
                parts.append(re.sub(r"\s+", " ", child))
            else:
                if isinstance(before, Element):
                    parts.append(GAP)
                parts.append(self._element(child, skip))
                before = child
        return "".join(parts)

    def _element(self, element, skip=None):
        tag = element.tag
        if tag in SKIPPED or (tag in SKIPPED_IN_SVG and _in_svg(element)):
            return ""
        reader = getattr(self, f"_read_{tag}", None)
        words = reader(element) if reader else self._inside(element, skip)
        words = self._with_states(element, words)
        if tag == "br":
            return BREAK
        if tag in INLINE:
            return words
        return f"{BREAK}{words}{BREAK}"

    def _with_states(self, element, words):
        said = [f"{name.removeprefix('aria-')}={element[name]}" for name in STATES if element.get(name)]
        if "hidden" in element.attrs:
            said.append("hidden")
        if element.tag not in ("input", "select", "textarea", "svg", "img"):
            said += [f"{name}: {element[name]}" for name in ("aria-label", "title") if element.get(name)]
            said += self._referred(element, "aria-labelledby", "named")
            said += self._referred(element, "aria-describedby", "described")
        said += [f"for scripts: {text}" for text in words_for_scripts(element)]
        return f"({'; '.join(said)}){GAP}{words}" if said else words

    def _referred(self, element, attribute, word):
        ids = element.get(attribute, "").split()
        if not ids:
            return []
        texts = [shortened(self.by_id[each].text) if each in self.by_id else "NOT ON THIS PAGE" for each in ids]
        return [f"{word} by “{' + '.join(texts)}”"]

    def _heading(self, element):
        return f"{'#' * int(element.tag[1])} {self._inside(element)}"

    _read_h1 = _read_h2 = _read_h3 = _read_h4 = _read_h5 = _read_h6 = _heading

    def _read_li(self, element):
        return f"- {self._inside(element)}"

    def _read_td(self, element):
        return f"| {self._inside(element)}"

    def _read_th(self, element):
        return f"|* {self._inside(element)}"

    def _read_summary(self, element):
        is_open = "open" if element.parent is not None and "open" in element.parent.attrs else "closed"
        return f"({is_open}) {self._inside(element)}"

    def _read_dt(self, element):
        return f"{self._inside(element)}:"

    def _read_a(self, element):
        words = self._inside(element).strip()
        if "href" not in element.attrs:
            return words
        href = element["href"]
        if href.startswith("#"):
            target = "#" if href[1:] in self.by_id else "#, NOT ON THIS PAGE"
        else:
            target = href if self.with_targets else ""
        return f"[{words}]({target})" if target else f"[{words}]"

    def _read_img(self, element):
        return f"![{element['alt']}]" if element.get("alt") else ("" if "alt" in element.attrs else "![NO ALT]")

    def _read_svg(self, element):
        words = element.get("aria-label") or " ".join(each.text for each in element.all("title"))
        words = words or " ".join(self._referred(element, "aria-labelledby", "named"))
        return f"![{words}]" if words else " ".join(each.text for each in element.all("text"))

    def _read_iframe(self, element):
        return (
            f"{{frame {element.get('title')}: {tidy(Reader(parse(element.get('srcdoc', '')), False)._inside_all())}}}"
        )

    def _inside_all(self):
        return self._inside(self._body())

    def _read_button(self, element):
        return f"{{button {self._inside(element).strip()}{_disabled(element)}}}"

    def _read_label(self, element):
        return f"{self._inside(element).strip()}:" if element.get("for") else self._inside(element)

    def _read_input(self, element):
        kind = element.get("type", "text")
        if kind == "hidden":
            return ""
        if kind in ("submit", "button", "reset", "image"):
            return f"{{button {element.get('value') or element.get('alt')}{_disabled(element)}}}"
        if kind in ("checkbox", "radio"):
            tick = " CHECKED" if "checked" in element.attrs else ""
            return f"{{{kind} {self._name(element)}{tick}{self._facts(element)}}}"
        return f"{{{kind} {self._name(element)} = {element.get('value', '')!r}{self._facts(element)}}}"

    def _read_textarea(self, element):
        words = "".join(child for child in element.children if isinstance(child, str))
        return f"{{text box {self._name(element)} = {' '.join(words.split())!r}{self._facts(element)}}}"

    def _read_select(self, element):
        options = element.all("option")
        chosen = " + ".join(each.text for each in options if "selected" in each.attrs)
        offered = " / ".join(f"{each.text}{' (disabled)' if 'disabled' in each.attrs else ''}" for each in options)
        name = self._name(element)
        seen = self.lists_of_options.setdefault(offered, name)
        offered = offered if seen is name or len(offered) < 60 else f"as in {seen}"
        kind = "choices" if "multiple" in element.attrs else "choice"
        return f"{{{kind} {name} = {chosen!r} of {offered}{self._facts(element)}}}"

    def _name(self, element):
        """The accessible name of a control (https://www.w3.org/TR/accname-1.2/), as far as our pages go."""
        if element.get("aria-labelledby"):
            return " + ".join(
                self.by_id[each].text if each in self.by_id else "NOT ON THIS PAGE"
                for each in element["aria-labelledby"].split()
            )
        if element.get("aria-label"):
            return element["aria-label"]
        found = self.labels.get(element.get("id"), [])
        found = found or [each for each in element.above if each.tag == "label"]
        if found:
            return " + ".join(_own_words(each) for each in found)
        return element.get("title") or "WITHOUT A LABEL"

    def _facts(self, element):
        facts = [f"{name}={element[name]}" for name in LIMITS if element.get(name)]
        facts += [
            name for name in ("required", "disabled", "readonly", "autofocus", "multiple") if name in element.attrs
        ]
        facts += self._referred(element, "aria-describedby", "described")
        return "".join(f"; {fact}" for fact in facts)


def tidy(words: str) -> str:
    """Lines without superfluous spaces, and no empty ones."""
    words = re.sub(rf" *{GAP}[ {GAP}]*", " ", words)
    lines = (" ".join(line.split()) for line in words.split(BREAK))
    return "\n".join(line for line in lines if line and line not in ("-", "|", "|*"))


def shortened(text: str) -> str:
    """The beginning of a long text, which stands elsewhere on the page in full."""
    return text if len(text) <= 50 else f"{text[:50]}…"


def words_for_scripts(element):
    """Sentences in data attributes, which a script shows."""
    for name, value in element.attrs.items():
        if not name.startswith("data-") or not re.search(r"\w \w|[äöüß]", value):
            continue
        try:
            yield from _leaves(json.loads(value))
        except ValueError:
            yield " ".join(value.split())


def _leaves(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    elif isinstance(value, str) and re.search(r"\w \w|[äöüß]", value):
        yield value


def _own_words(label):
    """The words of a label without the options of a control inside it."""
    parts = []
    for child in label.children:
        if isinstance(child, str):
            parts.append(child)
        elif child.tag not in ("select", "textarea", "input"):
            parts.append(child.text)
    return " ".join(" ".join(parts).split())


def _disabled(element):
    return "; disabled" if "disabled" in element.attrs else ""


def _in_svg(element):
    return any(each.tag == "svg" for each in element.above)
