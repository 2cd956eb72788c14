"""Reading a page in tests as a tree of elements, with nothing but the standard library."""

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
        """Itself and everything below it, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child

    @property
    def text(self):
        """What is written in it, with single spaces."""
        parts = [child if isinstance(child, str) else child.text for child in self.children]
        return " ".join(" ".join(parts).split())

    @property
    def above(self):
        """The elements around it, the nearest first."""
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    def all(self, tag=None, **wanted):
        """Elements of that tag and those attributes; `class_` is among its classes, True stands for any value."""
        return [element for element in self if element.matches(tag, wanted)]

    def one(self, tag=None, **wanted):
        """The only such element."""
        found = self.all(tag, **wanted)
        assert len(found) == 1, f"{len(found)} elements <{tag}> with {wanted}"
        return found[0]

    def matches(self, tag, wanted):
        if tag is not None and self.tag != tag:
            return False
        for name, value in wanted.items():
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
        self.root = self.here = Element("#document")

    def handle_starttag(self, tag, attrs):
        element = Element(tag, attrs, self.here)
        self.here.children.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag, attrs):
        self.here.children.append(Element(tag, attrs, self.here))

    def handle_endtag(self, tag):
        element = self.here
        while element is not None and element.tag != tag:
            element = element.parent
        if element is not None and element.parent is not None:
            self.here = element.parent

    def handle_data(self, data):
        self.here.children.append(data)


def parse(html) -> Element:
    """The page as a tree; takes a string or a response."""
    if hasattr(html, "content"):
        html = html.content.decode()
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root
