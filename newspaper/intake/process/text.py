"""The text of a page in reading order: its words as lines, blocks and framed boxes."""

from collections import Counter
from collections.abc import Iterable

from .boxes import Box, Word
from .builder import TextBuilder
from .lines import END_OF_SENTENCE, Block, Line, blocks_of
from .margins import without_margins
from .reading_order import in_order

_FEWEST_LINES = 3  # of a column
_SMALLEST_FRAME = 30.0  # points
_LARGEST_FRAME = 0.7  # of the page


def page_text(words: list[Word], frames: list[Box], width: float, height: float) -> tuple[str, list[list[int]]]:
    """Return the text of a page and its words with their boxes, from its words and framed boxes."""
    builder = TextBuilder(width, height)
    usual = Counter({word.quarters: 0 for word in words})
    for word in words:
        usual[word.quarters] += len(word.text)
    for quarters, _letters in usual.most_common():
        blocks = blocks_of([word for word in words if word.quarters == quarters])
        head, blocks, foot = without_margins(blocks, Box(0, 0, width, height).turned(quarters))
        blocks = in_order(_framed(blocks, [frame.turned(quarters) for frame in frames]))
        write(builder, [*head, *blocks, *foot], quarters)
    builder.finish()
    return builder.text, builder.words


def write(builder: TextBuilder, blocks: list[Block], quarters: int = 0) -> None:
    """Write blocks in reading order; rotate their boxes back by these quarters."""
    back = (4 - quarters) % 4
    previous: Block | None = None
    for block in blocks:
        for number, lines in enumerate(block.paragraphs()):
            is_new = number > 0 or not _continues_in(previous, block)
            if is_new and not _ends_word(builder, lines):
                builder.begin_paragraph()
            for line in lines:
                builder.add_line((word.text, word.box.turned(back), word.has_hyphen) for word in line.words)
        previous = block


def _continues_in(previous, block):
    """Return whether a sentence continues in the next column."""
    if previous is None or max(previous.size, block.size) > 1.2 * min(previous.size, block.size):
        return False
    is_below = block.box.top > previous.box.bottom and block.box.left < previous.box.right
    if is_below or _last_word(previous.lines).endswith(END_OF_SENTENCE):
        return False
    are_columns = min(len(previous.lines), len(block.lines)) >= _FEWEST_LINES
    return are_columns or block.lines[0].words[0].text[:1].islower()


def _ends_word(builder, lines):
    """Return whether a divided word continues in these lines, across a column or a gap."""
    return builder.is_inside_word() and lines[0].words[0].text[:1].islower()


def _last_word(lines: list[Line]) -> str:
    return lines[-1].words[-1].text


def _framed(blocks: list[Block], frames: list[Box]) -> list[Block]:
    """Return the blocks; those inside a frame become the parts of one block."""
    for frame in sorted(frames, key=lambda box: box.width * box.height):
        inside = [block for block in blocks if _contains(frame, block.box)]
        if inside and len(inside) < len(blocks):
            whole = Block([], frame, inside[0].index, inside[0].size, inside)
            blocks = [block for block in blocks if block not in inside]
            blocks.append(whole)
    return blocks


def _contains(frame: Box, box: Box) -> bool:
    return (
        frame.left - 2 <= box.left
        and box.right <= frame.right + 2
        and frame.top - 2 <= box.top
        and box.bottom <= frame.bottom + 2
    )


def are_frames(boxes: Iterable[Box], width: float, height: float) -> list[Box]:
    """Return those rectangles of a page that can frame a text: neither lines nor the whole page."""
    return [
        box
        for box in boxes
        if box.width >= 2 * _SMALLEST_FRAME
        and box.height >= _SMALLEST_FRAME
        and box.width * box.height <= _LARGEST_FRAME * width * height
    ]
