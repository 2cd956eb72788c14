"""Parse a page as a tree of elements, with the standard library only."""

from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Element:
    """A tag with its attributes; `children` are elements and strings."""

    def __init__(self, tag, attrs=(), parent=None):
        self.tag = tag
        self.attrs = {name: "" if value is None else value for name, value in attrs}
        self.parent = parent
        self.children = []

    def __getitem__(self, name):
        return self.attrs[name]

    def get(self, name, default=None):
        return self.attrs.get(name, default)

    def __iter__(self):
        """Yield the element and its descendants, in document order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child

    @property
    def text(self):
        """Return its text content, with single spaces and without soft hyphens."""
        parts = [child if isinstance(child, str) else child.text for child in self.children]
        return " ".join(" ".join(parts).replace("\u00ad", "").split())

    @property
    def ancestors(self):
        """Yield its ancestors, nearest first."""
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    def all(self, tag=None, **attributes):
        """Return elements with that tag and those attributes; `class_` is one of its classes, True means any value."""
        return [element for element in self if element.matches(tag, attributes)]

    def one(self, tag=None, **attributes):
        """Return the only such element; fail if there is none or more than one."""
        elements = self.all(tag, **attributes)
        assert len(elements) == 1, f"{len(elements)} elements <{tag}> with {attributes}"
        return elements[0]

    def matches(self, tag, attributes):
        if tag is not None and self.tag != tag:
            return False
        for name, value in attributes.items():
            name = name.rstrip("_").replace("_", "-")
            if name == "class":
                if value not in self.get("class", "").split():
                    return False
            elif value is True:
                if name not in self.attrs:
                    return False
            elif self.get(name) != value:
                return False
        return True


class _Builder(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = self.current = Element("#document")

    def handle_starttag(self, tag, attrs):
        element = Element(tag, attrs, self.current)
        self.current.children.append(element)
        if tag not in VOID:
            self.current = element

    def handle_startendtag(self, tag, attrs):
        self.current.children.append(Element(tag, attrs, self.current))

    def handle_endtag(self, tag):
        element = self.current
        while element is not None and element.tag != tag:
            element = element.parent
        if element is not None and element.parent is not None:
            self.current = element.parent

    def handle_data(self, data):
        self.current.children.append(data)


def parse(html) -> Element:
    """Return the page, a string or a response, as a tree."""
    if hasattr(html, "content"):
        html = html.content.decode()
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root
